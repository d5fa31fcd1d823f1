import { describe, expect, it } from 'vitest'
import { withoutPause, withPause } from './pauses.js'
import {
  finished,
  type HostProgress,
  holdsSlot,
  OUTCOMES,
  type PhaseKind,
  PROGRESS_KINDS,
  type ProgressKind,
  ROLLOUT_PHASES,
  type RolloutPhase,
  scheduled,
  stageOf,
  wasTouched,
  withProgress,
} from './state.js'

const trouble = { code: 'x', message: 'x' }
const bad = (kind: 'failed' | 'rolled-back', acknowledged: boolean): HostProgress => ({
  ...{ kind, at: 1, ...trouble, acknowledged },
})
const seen = (acknowledged: boolean): Readonly<Record<ProgressKind, HostProgress>> => ({
  updating: { kind: 'updating', since: 1 },
  done: { kind: 'done', at: 1 },
  failed: bad('failed', acknowledged),
  silent: { kind: 'silent', at: 1, acknowledged },
  'rolled-back': bad('rolled-back', acknowledged),
  debt: { kind: 'debt', since: 1 },
  reverting: { kind: 'reverting', since: 1 },
  reverted: { kind: 'reverted', at: 1 },
  'revert-debt': { kind: 'revert-debt', since: 1 },
  left: { kind: 'left', at: 1 },
})

/** Which progress holds a slot, and which a revert has to reach. The compiler demands every one. */
const MEANS: Readonly<
  Record<ProgressKind, { readonly slot: boolean | 'until seen'; readonly touched: boolean }>
> = {
  updating: { slot: true, touched: true },
  done: { slot: false, touched: true },
  failed: { slot: 'until seen', touched: true },
  silent: { slot: 'until seen', touched: true },
  'rolled-back': { slot: 'until seen', touched: true },
  debt: { slot: false, touched: false },
  reverting: { slot: false, touched: true },
  reverted: { slot: false, touched: false },
  'revert-debt': { slot: false, touched: true },
  left: { slot: false, touched: false },
}

describe('progress', () => {
  it.each(PROGRESS_KINDS)('%s holds a slot and was touched as the table says', (kind) => {
    const { slot, touched } = MEANS[kind]
    expect(holdsSlot(seen(false)[kind])).toBe(slot !== false)
    expect(holdsSlot(seen(true)[kind])).toBe(slot === true)
    expect(wasTouched(seen(false)[kind])).toBe(touched)
    expect(wasTouched(seen(true)[kind])).toBe(touched)
  })

  it('of a host that has not been started holds and touches nothing', () => {
    expect([holdsSlot(undefined), wasTouched(undefined)]).toEqual([false, false])
  })

  it('is changed without touching the state that was', () => {
    const before = { ...scheduled([['a', 'b']]), hosts: { a: seen(false).done } }
    const after = withProgress(before, [['b', seen(false).updating]])
    expect(after.hosts).toEqual({ a: { kind: 'done', at: 1 }, b: { kind: 'updating', since: 1 } })
    expect(before.hosts).toEqual({ a: { kind: 'done', at: 1 } })
    expect(withProgress(before, [])).toBe(before)
  })
})

describe('the stage a phase is about', () => {
  const PHASES: Readonly<Record<PhaseKind, { readonly phase: RolloutPhase; readonly stage: number }>> = {
    scheduled: { phase: { kind: 'scheduled' }, stage: -1 },
    updating: { phase: { kind: 'updating', stage: 1, since: 1 }, stage: 1 },
    soaking: { phase: { kind: 'soaking', stage: 1, until: 1 }, stage: 1 },
    gating: { phase: { kind: 'gating', stage: 1, since: 1 }, stage: 1 },
    approving: { phase: { kind: 'approving', stage: 1, since: 1, waived: false }, stage: 1 },
    between: { phase: { kind: 'between', stage: 1 }, stage: 1 },
    reverting: { phase: { kind: 'reverting', stage: 1, scope: 'all', since: 1 }, stage: 1 },
    finished: { phase: { kind: 'finished', outcome: 'kept', at: 1 }, stage: 2 },
  }

  it.each(ROLLOUT_PHASES)('%s', (kind) => {
    const { phase, stage } = PHASES[kind]
    expect(stageOf({ ...scheduled([['a'], ['b'], ['c']]), phase })).toBe(stage)
  })
})

describe('a rollout at its end', () => {
  it.each(OUTCOMES)('%s is paused by nothing any more', (outcome) => {
    const paused = withPause(scheduled([['a']]), { kind: 'person', by: 'ann', reason: 'lunch' })
    expect(finished(paused, outcome, 7)).toEqual({
      ...paused,
      pauses: [],
      phase: { kind: 'finished', outcome, at: 7 },
    })
  })
})

describe('pauses', () => {
  const lunch = { kind: 'person', by: 'ann', reason: 'lunch' } as const
  const recalled = { kind: 'recalled', reason: 'miscompiles' } as const

  it('are a set: one of each kind, the newest', () => {
    const state = withPause(withPause(scheduled([['a']]), lunch), recalled)
    expect(state.pauses).toEqual([lunch, recalled])
    const tea = { ...lunch, reason: 'tea' }
    expect(withPause(state, tea).pauses).toEqual([recalled, tea])
  })

  it('go one by one, and the state is the same object when there was none', () => {
    const state = withPause(withPause(scheduled([['a']]), lunch), recalled)
    const left = withoutPause(state, 'person')
    expect(left.pauses).toEqual([recalled])
    expect(withoutPause(left, 'person')).toBe(left)
  })
})
