import { describe, expect, it } from 'vitest'
import { matches } from './change.js'
import { newlyObserved } from './observed-news.js'
import { sameSettings } from './same-settings.js'
import { accepted, installed, memoryOn, NEW, OLD, observed, Rig, T0 } from './test/samples.js'

const STAMP = { at: T0, random: 0.5 }
const REACHED = memoryOn(OLD, { accepted: accepted(1, OLD), reachedEpoch: 1 })
const CHANGED = {
  kind: 'changed',
  checkedAt: '2026-01-01T00:00:00.000Z',
  count: 1,
  sample: ['bin/go'],
} as const

function after(
  first: Parameters<typeof newlyObserved>[2],
  second: Parameters<typeof newlyObserved>[2],
  memory = REACHED,
) {
  const rig = new Rig()
  const one = newlyObserved({ ...rig.state, memory }, STAMP, first)
  const two = newlyObserved(one.state, STAMP, second)
  const notes = (effects: typeof two.effects) =>
    effects.flatMap((e) => (e.kind === 'log-event' ? [e.event.message] : []))
  return {
    one: one.state.observed,
    two: two.state.observed,
    first: notes(one.effects),
    second: notes(two.effects),
  }
}

describe('a fresh look', () => {
  it('that found the same keeps the old object', () => {
    const { one, two } = after(observed(OLD), observed(OLD))
    expect(two).toBe(one)
  })

  it('that found something else replaces it', () => {
    const { two } = after(observed(OLD), observed(OLD, { settings: { GOFLAGS: '-v' } }))
    expect(two?.settings).toEqual({ GOFLAGS: '-v' })
  })

  it('that found the same damage at another time is no news', () => {
    const later = { ...CHANGED, checkedAt: '2026-01-01T00:00:10.000Z' }
    const { one, two } = after(observed(OLD, { bytes: CHANGED }), observed(OLD, { bytes: later }))
    expect(two).toBe(one)
  })

  it('that found more damage is', () => {
    const more = { ...CHANGED, count: 2 }
    const { two, second } = after(observed(OLD, { bytes: CHANGED }), observed(OLD, { bytes: more }))
    expect(two?.bytes).toEqual(more)
    expect(second).toEqual(['2 files of go1.21.13 changed on disk since it was installed: bin/go'])
  })

  it('notes drift once, and again when it differs', () => {
    const { first, second } = after(observed(NEW), observed(NEW, { installed: installed(OLD, NEW) }))
    expect(first).toHaveLength(1)
    expect(second).toHaveLength(1)
    expect(after(observed(NEW), observed(NEW, { proof: 'a'.repeat(64) })).second).toEqual([])
  })

  it('does not call it drift when nothing is wanted or the change is not done', () => {
    const pending = memoryOn(OLD, { accepted: accepted(2, NEW), reachedEpoch: 1 })
    expect(after(observed(OLD), observed(null), memoryOn(OLD)).second).toEqual([])
    expect(after(observed(OLD), observed(null), pending).second).toEqual([])
  })

  it('never shows a credential', () => {
    const { second } = after(
      observed(OLD),
      observed(OLD, { settings: { GOPROXY: 'https://me:secret@proxy.example' } }),
    )
    expect(second.join()).not.toContain('secret')
  })
})

describe('what matches', () => {
  const wanted = { release: OLD, settings: { GOFLAGS: '-v' } }
  const there = observed(OLD, { settings: { GOFLAGS: '-v' } })

  it('is active, answers, is undamaged and has the settings', () => {
    expect(matches(wanted, there)).toBe(true)
  })

  it.each([
    ['another release is active', observed(NEW, { settings: { GOFLAGS: '-v' } })],
    ['nothing is active', observed(null)],
    ['the link dangles', observed(null, { link: { kind: 'dangling', target: `releases/${OLD}` } })],
    ['its go was never asked', { ...there, goVersion: null }],
    ['its go answers otherwise', { ...there, goVersion: NEW }],
    ['bytes changed', { ...there, bytes: CHANGED }],
    ['its manifest is gone', { ...there, installed: [] }],
    ['a setting is missing', observed(OLD)],
    ['a setting is too many', { ...there, settings: { GOFLAGS: '-v', GOPROXY: 'off' } }],
    ['a setting differs', { ...there, settings: { GOFLAGS: '-x' } }],
  ])('does not when %s', (_what, found) => {
    expect(matches(wanted, found)).toBe(false)
  })

  it('compares settings by name and value, in any order', () => {
    expect(sameSettings({ A: '1', B: '2' }, { B: '2', A: '1' })).toBe(true)
    expect(sameSettings({}, {})).toBe(true)
    expect(sameSettings({ A: '' }, {})).toBe(false)
  })
})
