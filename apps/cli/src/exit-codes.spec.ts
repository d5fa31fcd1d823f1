import { describe, expect, it } from 'vitest'
import {
  EXIT_CODES,
  exitOfConvergence,
  exitOfDiff,
  exitOfProblem,
  exitOfRollback,
  exitOfRollout,
} from './exit-codes.js'

describe('exit codes', () => {
  it('are the numbers scripts rely on', () => {
    expect(EXIT_CODES).toEqual({
      ok: 0,
      error: 1,
      usage: 2,
      drift: 3,
      incomplete: 4,
      'waiting-for-approval': 5,
      'not-allowed': 6,
      'plan-no-longer-holds': 7,
      timeout: 124,
      interrupted: 130,
    })
  })

  it.each([
    ['running', 'ok'],
    ['complete', 'ok'],
    ['incomplete', 'incomplete'],
    ['superseded', 'incomplete'],
  ] as const)('of a rollback that is %s: %s', (state, exit) => expect(exitOfRollback(state)).toBe(exit))

  it.each([
    ['completed', 'ok'],
    ['reverted', 'incomplete'],
    ['kept', 'incomplete'],
    ['overridden', 'incomplete'],
    ['superseded', 'incomplete'],
    [null, 'waiting-for-approval'],
  ] as const)('of a rollout that is %s: %s', (outcome, exit) => expect(exitOfRollout(outcome)).toBe(exit))

  it.each([
    [[], 'ok'],
    [['unchanged'], 'ok'],
    [['unchanged', 'drill'], 'drift'],
    [['create', 'set'], 'drift'],
    [['rollout', 'cannot'], 'error'],
  ] as const)('of a fleet file that comes to %j: %s', (kinds, exit) => expect(exitOfDiff(kinds)).toBe(exit))

  it.each([
    [401, 'token_unknown', 'not-allowed'],
    [403, 'forbidden', 'not-allowed'],
    [409, 'frozen', 'not-allowed'],
    [409, 'plan_expired', 'plan-no-longer-holds'],
    [409, 'plan_stale', 'plan-no-longer-holds'],
    [409, 'revision_moved', 'plan-no-longer-holds'],
    [409, 'approval_needed', 'waiting-for-approval'],
    [404, 'host_unknown', 'error'],
    [500, 'constructor', 'error'],
  ] as const)('of %d %s: %s', (status, code, exit) => expect(exitOfProblem(status, code)).toBe(exit))

  it.each([
    [{ failed: 0, drifted: 0 }, 'ok'],
    [{ failed: 0, drifted: 1 }, 'drift'],
    [{ failed: 1, drifted: 1 }, 'incomplete'],
  ] as const)('of a group with %j: %s', (counts, exit) => expect(exitOfConvergence(counts)).toBe(exit))
})
