import { ROLLOUT_COMMANDS, rolloutCommand } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aRollout, counted } from '../../../testing/sample-rollouts'
import { budgetLine } from './budget-line'
import { toCommand } from './command-dialog'
import { consequences, groupConsequence } from './consequences'
import { CONTROLS } from './control-words'

const ROLLOUT = aRollout({
  counts: counted({
    waiting: 5,
    updating: 2,
    done: 3,
    failed: 1,
    silent: 1,
    'rolled-back': 1,
    debt: 4,
    reverted: 7,
  }),
})

describe('what becomes of the hosts', () => {
  it('is said for each kind there is, with its number', () => {
    expect(consequences('abort-revert', ROLLOUT)).toEqual([
      { hosts: '5 not started', says: 'stay on the old revision, untouched' },
      { hosts: '2 in flight', says: 'turn around and go back' },
      {
        hosts: '3 finished',
        says: 'go back to the old revision, from their own disk where it is still there',
      },
      { hosts: '3 ended badly', says: 'go back as well' },
      { hosts: '4 offline, owed', says: 'stay on the old revision' },
    ])
  })

  it('leaves out kinds that have none', () => {
    const fresh = { counts: counted({ waiting: 10 }) }
    expect(consequences('pause', fresh)).toEqual([
      {
        hosts: '10 not started',
        says: 'stay on the old revision; nothing new starts until somebody resumes',
      },
    ])
  })

  it('differs between keep and revert for those that finished', () => {
    const of = (asked: 'abort-keep' | 'abort-revert') =>
      consequences(asked, ROLLOUT).find(({ hosts }) => hosts.endsWith('finished'))?.says
    expect(of('abort-keep')).toBe('stay on the new revision')
    expect(of('abort-revert')).toContain('go back')
  })

  it('says what the group wants after an abort, and only then', () => {
    expect(groupConsequence('abort-keep', ROLLOUT)).toContain('1 group stays the old revision')
    expect(groupConsequence('promote', ROLLOUT)).toBeNull()
  })
})

describe('the controls', () => {
  it('are all there are', () => {
    expect(CONTROLS.map(({ command }) => command)).toEqual([...ROLLOUT_COMMANDS])
  })

  it.each(CONTROLS.map((words) => [words.command, words] as const))(
    '%s makes a request the protocol accepts',
    (_command, words) => {
      const request = toCommand(words, ROLLOUT, { reason: 'because', ending: 'keep' })
      expect(rolloutCommand.parse(request)).toMatchObject({ command: words.command })
      // A dialog that does not want a reason must not need one.
      if (words.reason !== 'needed')
        expect(
          rolloutCommand.safeParse(toCommand(words, ROLLOUT, { reason: '', ending: 'keep' })).success,
        ).toBe(true)
    },
  )

  it('bind an approval to the plan that is shown', () => {
    const words = CONTROLS.find(({ command }) => command === 'approve')
    expect(words && toCommand(words, ROLLOUT, { reason: '', ending: 'keep' })).toEqual({
      command: 'approve',
      hash: ROLLOUT.hash,
    })
  })
})

describe('a budget', () => {
  it.each([
    [0, 0, '0 of 0', 'the first halts', 'quiet'],
    [0, 2, '0 of 2', '2 left', 'quiet'],
    [1, 2, '1 of 2', '1 left', 'near'],
    [2, 2, '2 of 2', 'none left, the next halts', 'near'],
    [3, 2, '3 of 2', 'exceeded', 'over'],
  ] as const)('%d of %d', (used, limit, value, left, tone) => {
    expect(budgetLine({ name: 'failed', used, limit })).toEqual({ word: 'Failed', used: value, left, tone })
  })
})
