import { describe, expect, it } from 'vitest'
import {
  type AskedControl,
  CONTROL_PHASES,
  type ControlRefusal,
  describeControlRefusal,
  ROLLOUT_CONTROLS,
  type RolloutStanding,
  refuseControl,
} from './rollout-control.js'

const approve: AskedControl = { command: 'approve', by: 'ann', plan: { seen: 'abc', is: 'abc' } }

describe('refuseControl', () => {
  it.each<[AskedControl, RolloutStanding, ControlRefusal['kind'] | undefined, RegExp]>([
    [{ command: 'resume' }, { phase: 'soaking', paused: false }, 'not-paused', /not paused/],
    [{ command: 'resume' }, { phase: 'soaking', paused: true }, undefined, /./],
    [{ command: 'resume' }, { phase: 'soaking', paused: true, recalled: 'bad' }, 'recalled', /\(bad\); lift/],
    [{ command: 'retry' }, { phase: 'updating', bad: 0 }, 'nothing-to-retry', /nothing to retry/],
    [{ command: 'retry' }, { phase: 'updating', bad: 2 }, undefined, /./],
    [approve, { phase: 'approving', approvals: 0, stage: 1 }, 'no-approval-needed', /stage 2 needs no/],
    [approve, { phase: 'approving', approvals: 1, approvedBy: ['bob'] }, undefined, /./],
    [
      approve,
      { phase: 'approving', approvals: 2, approvedBy: ['ann'] },
      'approved-already',
      /ann has approved/,
    ],
    [
      { ...approve, plan: { seen: 'abc', is: 'f'.repeat(64) } },
      { phase: 'approving', approvals: 1 },
      'other-plan',
      /\(f{12}\)/,
    ],
    [{ command: 'pause' }, { phase: 'finished' }, 'wrong-phase', /finished; start a new one/],
  ])('%o in %o: %s', (asked, standing, kind, words) => {
    const refusal = refuseControl(asked, standing)
    expect(refusal?.kind).toBe(kind)
    if (refusal) expect(describeControlRefusal(refusal)).toMatch(words)
  })

  it.each(ROLLOUT_CONTROLS)('%s is refused by nothing that is not known', (command) => {
    for (const phase of CONTROL_PHASES[command]) expect(refuseControl({ command }, { phase })).toBeUndefined()
  })

  it('a rollout that is over takes no command, and one that goes back only an abort', () => {
    const open = (phase: 'finished' | 'reverting') =>
      ROLLOUT_CONTROLS.filter((command) => CONTROL_PHASES[command].includes(phase))
    expect(open('finished')).toEqual([])
    expect(open('reverting')).toEqual(['abort'])
  })
})
