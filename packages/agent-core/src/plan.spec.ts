import { describe, expect, it } from 'vitest'
import type { Effect } from './effects.js'
import type { Journal, Memory } from './memory.js'
import { plan } from './plan.js'
import type { AgentState } from './state.js'
import {
  accepted,
  ERROR,
  installed,
  memoryOn,
  NEW,
  NEXT,
  OLD,
  observed,
  Rig,
  snapshotOf,
  T0,
} from './test/samples.js'

const STAMP = { at: T0, random: 0.5 }
const REQUEST = { id: 'r1', wish: { kind: 'use', release: NEW } } as const

/** What is planned for a host on OLD with NEW beside it, in a state that differs from rest in these ways. */
function planned(changes: Partial<AgentState>, memory: Partial<Memory> = {}): string {
  const rig = new Rig()
  const state: AgentState = {
    ...rig.state,
    memory: memoryOn(OLD, memory),
    observed: observed(OLD, { installed: installed(OLD, NEW) }),
    ...changes,
  }
  const { state: after, effects } = plan(state, STAMP)
  return [after.activity.kind, ...effects.map(named)].join(' ')
}

function named(effect: Effect): string {
  return effect.kind === 'work' ? effect.work.kind : effect.kind
}

function journal(changes: Partial<Journal> = {}): Journal {
  return {
    epoch: 1,
    target: { release: NEW, settings: {} },
    from: { release: OLD, elsewhere: null, settings: {} },
    scope: 'link',
    direction: 'forward',
    error: null,
    ...changes,
  }
}

const WISHES = { local: null, recheck: 'none', tidy: false } as const
const FAILURE = { epoch: 1, error: ERROR, attempts: 1, retryAt: T0 + 1000 }

describe('what to do next', () => {
  it('is to look, when nothing was seen yet', () => {
    expect(planned({ observed: null })).toBe('observing observe')
  })

  it('is to rest, when nothing is wanted', () => {
    expect(planned({})).toBe('idle')
  })

  it('is to finish what a kill cut off, before everything else', () => {
    const busy = { wishes: { local: REQUEST, recheck: 'bytes', tidy: true } } as const
    const pending = { accepted: accepted(1), journal: journal({ direction: 'back', error: ERROR }) }
    expect(planned(busy, pending)).toBe('switching-back activate-back')
  })

  it('is what people on this machine ask, before the assignment', () => {
    expect(planned({ wishes: { ...WISHES, local: REQUEST } }, { accepted: accepted(1, NEXT) })).toBe(
      'verifying verify-bytes',
    )
  })

  it('is the assignment, before upkeep', () => {
    const wishes = { local: null, recheck: 'bytes', tidy: true } as const
    expect(planned({ wishes }, { accepted: accepted(1, NEXT) })).toBe('installing install')
  })

  it('is to wait while a failure of the same epoch is fresh, and not for one of another', () => {
    expect(planned({}, { accepted: accepted(1, NEXT), failure: FAILURE })).toBe('waiting set-timer')
    expect(planned({}, { accepted: accepted(2, NEXT), failure: FAILURE })).toBe('installing install')
    const over = { ...FAILURE, retryAt: T0 }
    expect(planned({}, { accepted: accepted(1, NEXT), failure: over })).toBe('installing install')
  })

  it('is nothing about an assignment that was reached', () => {
    expect(planned({}, { accepted: accepted(3, NEXT), reachedEpoch: 3 })).toBe('idle')
  })

  it('is to hold a download back for its jitter, but not a switch and not an urgent one', () => {
    const jitter = { epoch: 1, until: T0 + 400 }
    const calm = { urgent: false }
    expect(planned({ jitter }, { accepted: accepted(1, NEXT, calm) })).toBe('waiting set-timer')
    expect(planned({ jitter }, { accepted: accepted(1, NEXT) })).toBe('installing install')
    expect(planned({ jitter }, { accepted: accepted(1, NEW, calm) })).toBe('verifying verify-bytes')
    expect(planned({ jitter: { ...jitter, epoch: 9 } }, { accepted: accepted(1, NEXT, calm) })).toBe(
      'installing install',
    )
  })

  it('is to read all bytes when asked or due, if there is a tree to read', () => {
    expect(planned({ wishes: { ...WISHES, recheck: 'bytes' } })).toBe('verifying verify-bytes')
    expect(planned({}, { nextVerifyAt: T0 })).toBe('verifying verify-bytes')
    expect(planned({}, { nextVerifyAt: T0 + 1 })).toBe('idle')
    const nothing = { observed: observed(null), wishes: { ...WISHES, recheck: 'bytes' } } as const
    expect(planned(nothing, { nextVerifyAt: T0 })).toBe('idle')
  })

  it('is to ask the active go what it is, once, when nobody has', () => {
    expect(planned({}, { checked: null })).toBe('checking probe')
    expect(planned({}, { checked: { release: NEW, goVersion: NEW, bytes: { kind: 'unchecked' } } })).toBe(
      'checking probe',
    )
    expect(planned({}, { checked: { release: OLD, goVersion: null, bytes: { kind: 'unchecked' } } })).toBe(
      'idle',
    )
  })

  it('is to make room last, and only when there are too many trees', () => {
    const wishes = { ...WISHES, tidy: true }
    expect(planned({ wishes })).toBe('idle')
    const many = observed(OLD, { installed: installed('go1.16', 'go1.17', 'go1.18', OLD, NEW) })
    expect(planned({ wishes, observed: many })).toBe('removing remove')
  })
})

describe('a journal that is found', () => {
  const onNew = observed(NEW, { installed: installed(OLD, NEW) })

  it('leads to the check, when the rename had happened', () => {
    expect(planned({ observed: onNew }, { accepted: accepted(1), journal: journal() })).toBe('checking probe')
  })

  it('is dropped when the rename had not happened', () => {
    expect(planned({}, { accepted: accepted(1), journal: journal() })).toBe('verifying verify-bytes')
  })

  it('of settings counts as renamed when they stand there', () => {
    const target = { release: OLD, settings: { GOFLAGS: '-v' } }
    const found = {
      accepted: accepted(1, OLD, { desired: target }),
      journal: journal({ scope: 'settings', target }),
    }
    const written = observed(OLD, { settings: { GOFLAGS: '-v' } })
    expect(planned({ observed: written }, found)).toBe('checking probe')
    expect(planned({ observed: observed(OLD) }, found)).toBe('snapshotting snapshot')
  })

  it('that leads back waits for its time', () => {
    const found = {
      accepted: accepted(1),
      journal: journal({ direction: 'back', error: ERROR }),
      failure: FAILURE,
    }
    expect(planned({ observed: onNew }, found)).toBe('waiting set-timer')
  })

  it('that leads back gives way to a newer assignment', () => {
    const found = { accepted: accepted(2, NEXT), journal: journal({ direction: 'back', error: ERROR }) }
    expect(planned({ observed: onNew }, found)).toBe('installing install')
  })

  it('that leads back to a tree that is gone is dropped', () => {
    const found = {
      accepted: accepted(1),
      journal: journal({ direction: 'back', error: ERROR }),
      failure: FAILURE,
    }
    expect(planned({ observed: observed(NEW) }, found)).toBe('waiting set-timer')
    expect(planned({ observed: observed(NEW) }, { ...found, failure: null })).toBe('waiting set-timer')
  })

  it('of a local change is finished like any other, and nobody is answered', () => {
    const found = { journal: journal({ epoch: null, direction: 'back', error: ERROR }) }
    expect(planned({ observed: onNew }, found)).toBe('switching-back activate-back')
  })
})

describe('what is kept when room is made', () => {
  it.each([
    [4, [OLD, NEXT, 'go1.18', 'go1.17']],
    [3, [OLD, NEXT, 'go1.18']],
    [1, [OLD, NEXT]],
  ])('with room for %i: the active, the wanted, then those of the newest snapshots', (keepReleases, kept) => {
    const rig = new Rig({ keepReleases })
    const snapshots = [
      snapshotOf('s1', 'go1.17', { takenAt: '2026-01-01T00:00:00Z' }),
      snapshotOf('s2', 'go1.18', { takenAt: '2026-01-02T00:00:00Z' }),
      snapshotOf('s0', 'go1.10', { takenAt: '2026-01-03T00:00:00Z' }),
    ]
    const state: AgentState = {
      ...rig.state,
      memory: memoryOn(OLD, { accepted: accepted(1, NEXT), reachedEpoch: 1 }),
      observed: observed(OLD, { snapshots, installed: installed('go1.16', 'go1.17', 'go1.18', OLD, NEXT) }),
      wishes: { ...WISHES, tidy: true },
    }
    const [effect] = plan(state, STAMP).effects
    expect(effect).toMatchObject({ kind: 'work', work: { kind: 'remove', keep: kept } })
  })
})
