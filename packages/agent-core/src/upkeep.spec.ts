import { describe, expect, it } from 'vitest'
import { isDue } from './backoff.js'
import type { AgentState } from './state.js'
import { hold, installed, memoryOn, OLD, observed, Rig, T0 } from './test/samples.js'
import { snapshotFailed, snapshotTaken, upkeep } from './upkeep.js'

const STAMP = { at: T0, random: 0.5 }
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What is done on a host at rest. */
function done(changes: Partial<AgentState>, memory: Partial<AgentState['memory']> = {}, at = T0): string {
  const { state } = new Rig()
  const resting: AgentState = { ...state, memory: memoryOn(OLD, memory), observed: observed(OLD), ...changes }
  const next = upkeep(resting, { at, random: 0.5 }, resting.observed ?? observed(OLD))
  const [effect] = next.effects
  if (effect?.kind !== 'work') return next.state.activity.kind
  return effect.work.kind === 'snapshot' ? `snapshot ${effect.work.reason}` : effect.work.kind
}
const WISHES = { local: null, recheck: 'none', tidy: false } as const

describe('a moment that is due', () => {
  it.each([
    ['is not there yet', 0, 10, false],
    ['is now', 10, 10, true],
    ['was before', 11, 10, true],
    ['lies further ahead than it can have been set', 0, 101, true],
    ['lies as far ahead as it may', 0, 100, false],
  ])('%s', (_, at, due, expected) => {
    expect(isDue(at, due, 100)).toBe(expected)
  })
})

describe('a host at rest', () => {
  it('does nothing while nothing is due', () => {
    expect(done({})).toBe('idle')
  })

  it('reads its bytes before it takes the daily snapshot', () => {
    const both = { nextVerifyAt: T0, nextSnapshotAt: T0 }
    expect(done({}, both)).toBe('verify-bytes')
    expect(done({}, { ...both, nextVerifyAt: T0 + DAY })).toBe('snapshot daily')
  })

  it('takes the snapshot for many changes before the daily one', () => {
    expect(done({}, { changes: 20, nextSnapshotAt: T0 })).toBe('snapshot after 20 changes')
    expect(done({}, { changes: 19, nextSnapshotAt: T0 })).toBe('snapshot daily')
  })

  it('takes none while nothing is active', () => {
    const nothing = { observed: observed(null) }
    expect(done(nothing, { changes: 20, nextSnapshotAt: T0 })).toBe('idle')
  })

  it('makes room last, and not while it is held', () => {
    const many = observed(OLD, { installed: installed('go1.16', 'go1.17', 'go1.18', 'go1.19', OLD) })
    const wishes = { ...WISHES, tidy: true }
    expect(done({ observed: many, wishes })).toBe('remove')
    expect(done({ observed: many, wishes }, { changes: 20 })).toBe('snapshot after 20 changes')
    expect(done({ observed: many, wishes }, { hold: hold() })).toBe('idle')
    expect(done({ observed: many, wishes }, { hold: hold() }, T0 + HOUR)).toBe('remove')
  })

  it('is not kept from anything by a clock that was years ahead once', () => {
    expect(done({}, { nextVerifyAt: T0 + 1000 * DAY })).toBe('verify-bytes')
    expect(done({}, { nextSnapshotAt: T0 + 1000 * DAY })).toBe('snapshot daily')
  })
})

describe('the next snapshot', () => {
  const state = (memory: Partial<AgentState['memory']>): AgentState => ({
    ...new Rig().state,
    memory: memoryOn(OLD, memory),
  })

  it('is due a day after the daily one, whatever was taken by hand meanwhile', () => {
    const before = state({ nextSnapshotAt: T0, changes: 3 })
    expect(snapshotTaken(before, STAMP, true)).toBe(before)
    expect(snapshotTaken(before, STAMP, false).memory).toMatchObject({ nextSnapshotAt: T0 + DAY, changes: 3 })
  })

  it('for many changes leaves the daily one its time', () => {
    const taken = snapshotTaken(state({ nextSnapshotAt: T0 + 5, changes: 20 }), STAMP, false)
    expect(taken.memory).toMatchObject({ nextSnapshotAt: T0 + 5, changes: 0 })
  })

  it('comes in an hour when it could not be taken', () => {
    expect(snapshotFailed(state({ changes: 20 }), STAMP).memory).toMatchObject({
      nextSnapshotAt: T0 + HOUR,
      changes: 0,
    })
  })
})
