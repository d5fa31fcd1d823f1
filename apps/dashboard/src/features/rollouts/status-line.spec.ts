import type { RolloutView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aHaltedRollout, aRollout, aStage, counted } from '../../testing/sample-rollouts'
import { PROGRESS_LOOKS, PROGRESS_ORDER } from './progress-looks'
import { ROLLOUT_LOOKS, runningFirst, standingOf } from './rollout-standing'
import { stageSegments } from './stage-segments'
import { restOfSentence, statusLine } from './status-line'

const UNTIL = '2026-03-04T06:00:00.000Z'

function soaking(stage: Partial<RolloutView['stages'][number]> = {}): RolloutView {
  return aRollout({
    state: 'soaking',
    stages: [
      aStage(0, { state: 'done' }),
      aStage(1, { state: 'current', soakUntil: UNTIL, ...stage }),
      aStage(2),
    ],
  })
}

describe('the status line', () => {
  it('names the stage and what it does', () => {
    expect(statusLine(aRollout())).toEqual({ parts: ['Stage 2 of 3', 'Updating'], timer: null })
  })

  it.each([
    ['the next stage', {}, 'next stage in'],
    [
      'its gates',
      { gates: [{ name: 'g', kind: 'smoke', verdict: null, said: '', at: null }] },
      'gates are asked in',
    ],
    ['approval', { approvalsNeeded: 1 }, 'approval is asked for in'],
  ] as const)(
    'counts the soak down to %s',
    (_what, {
      gates = [],
      ...stage
    }: {
      gates?: readonly RolloutView['stages'][number]['gates'][number][]
      approvalsNeeded?: number
    }, label) => {
      expect(statusLine(soaking({ ...stage, gates: [...gates] })).timer).toEqual({ label, until: UNTIL })
    },
  )

  it('counts the soak of the last stage down to the end', () => {
    const last = aRollout({
      state: 'soaking',
      stage: 0,
      stages: [aStage(0, { state: 'current', soakUntil: UNTIL })],
    })
    expect(statusLine(last).timer?.label).toBe('ends in')
  })

  it.each([
    ['scheduled', 'starts in'],
    ['between', 'next stage in'],
  ] as const)('counts down while it is %s', (state, label) => {
    expect(statusLine(aRollout({ state, wakeAt: UNTIL })).timer).toEqual({ label, until: UNTIL })
    expect(statusLine(aRollout({ state })).timer).toBeNull()
  })

  it('promises nothing while it is paused', () => {
    const paused = { ...soaking(), pauses: [{ kind: 'person', says: 'ada paused it', remedy: 'Resume it.' }] }
    expect(statusLine(paused)).toEqual({ parts: ['Stage 2 of 3', 'Paused'], timer: null })
  })

  it('counts approvals', () => {
    const approving = aRollout({
      state: 'approving',
      stages: [
        aStage(0),
        aStage(1, { approvalsNeeded: 2, approvals: [{ by: 'ada', at: UNTIL }] }),
        aStage(2),
      ],
    })
    expect(statusLine(approving).parts).toEqual(['Stage 2 of 3', 'Waiting for approval', '1 of 2 approved'])
  })

  it('ends with the outcome alone', () => {
    const over = aRollout({ state: 'finished', outcome: 'reverted', finishedAt: UNTIL })
    expect(statusLine(over)).toEqual({ parts: ['Taken back'], timer: null })
    expect(restOfSentence(over)).toBe('Took 53 min 53 s.')
  })

  it('does not say twice what stands in the headline or in the list of pauses', () => {
    expect(restOfSentence(aRollout())).toBe('2 hosts on the way.')
    expect(restOfSentence(aHaltedRollout())).toBe('')
  })
})

describe('the looks', () => {
  it.each([
    ['progress', PROGRESS_LOOKS],
    ['standing', ROLLOUT_LOOKS],
  ])('give no two of %s the same word', (_what, looks) => {
    const all = Object.values(looks).map(({ word }) => word)
    expect(new Set(all).size).toBe(all.length)
  })

  it('order every progress', () => {
    expect([...PROGRESS_ORDER].sort()).toEqual(Object.keys(PROGRESS_LOOKS).sort())
  })
})

describe('the list', () => {
  it('has those that need a person first, then those that run, then the rest as it was', () => {
    const list = [
      aRollout({ id: 'over', state: 'finished', outcome: 'completed' }),
      aRollout({ id: 'running' }),
      aHaltedRollout({ id: 'paused' }),
      aRollout({ id: 'approving', state: 'approving' }),
    ]
    expect(runningFirst(list).map(({ id }) => id)).toEqual(['paused', 'approving', 'running', 'over'])
  })

  it('calls a rollout that goes back so, even when it was paused before', () => {
    expect(standingOf(aHaltedRollout({ state: 'reverting' }))).toBe('reverting')
  })
})

describe('the segments', () => {
  const standings = (rollout: RolloutView) => stageSegments(rollout).map(({ standing }) => standing)

  it('say which stage runs, and which is paused', () => {
    expect(standings(aRollout())).toEqual(['done', 'running', 'waiting'])
    expect(standings(aHaltedRollout())).toEqual(['done', 'paused', 'waiting'])
  })

  it('leave nothing running or waiting when it is over', () => {
    const over = (outcome: 'kept' | 'completed') => standings(aRollout({ state: 'finished', outcome }))
    expect(over('kept')).toEqual(['done', 'ended', 'unreached'])
    expect(over('completed')).toEqual(['done', 'done', 'done'])
  })

  it('count hosts that arrived, forth or back', () => {
    const back = aStage(1, {
      state: 'reverted',
      hosts: 4,
      counts: counted({ reverted: 3, 'revert-debt': 1 }),
    })
    const notes = stageSegments(aRollout({ stages: [aStage(0, { counts: counted({ done: 1 }) }), back] }))
    expect(notes.map(({ note }) => note)).toEqual(['1 of 1 host', '3 of 4 hosts back'])
  })
})
