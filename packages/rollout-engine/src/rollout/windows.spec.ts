import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Window } from './policy.js'
import { windowState, windowsState } from './windows.js'

const at = (text: string) => Date.parse(text)
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const berlin = (over: Partial<Window> = {}): Window => ({
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  from: 22 * 60,
  to: 24 * 60,
  ...over,
})

function opens(window: Window, now: string): string | null {
  const state = windowState([window], at(now))
  return state.kind === 'open' ? 'open' : iso(state.opensAt)
}

describe('windowState', () => {
  it('is open when there are no windows at all', () => {
    expect(windowState([], 0)).toEqual({ kind: 'open' })
  })

  it.each([
    ['a minute before', '2026-11-23T20:59:59Z', '2026-11-23T21:00:00.000Z'],
    ['at the first minute', '2026-11-23T21:00:00Z', 'open'],
    ['at the last minute', '2026-11-23T22:59:59Z', 'open'],
    ['after it', '2026-11-23T23:00:00Z', '2026-11-24T21:00:00.000Z'],
    ['on a Friday night', '2026-11-27T23:30:00Z', '2026-11-30T21:00:00.000Z'],
  ])('goes by the wall clock of its zone: %s', (_, now, expected) => {
    expect(opens(berlin(), now)).toBe(expected)
  })

  it.each([
    ['Friday evening', '2026-11-27T21:30:00Z', 'open'],
    ['Saturday, early', '2026-11-28T03:30:00Z', 'open'],
    ['Saturday, late', '2026-11-28T21:30:00Z', '2026-11-30T21:00:00.000Z'],
    ['Monday, early: Sunday is no day of its own', '2026-11-30T03:30:00Z', '2026-11-30T21:00:00.000Z'],
  ])('may go on past midnight: %s', (_, now, expected) => {
    expect(opens(berlin({ to: 6 * 60 }), now)).toBe(expected)
  })

  it('opens an hour earlier in UTC once summer time begins', () => {
    const sunday = berlin({ days: [7], from: 12 * 60, to: 13 * 60 })
    expect(opens(sunday, '2026-03-22T13:00:00Z')).toBe('2026-03-29T10:00:00.000Z')
  })

  it('finds a window whose hour the clocks leave out on the day after', () => {
    const night = berlin({ days: [1, 7], from: 2 * 60 + 15, to: 2 * 60 + 45 })
    // On 29 March 2026 the clocks in Berlin go from 2:00 to 3:00.
    expect(opens(night, '2026-03-28T23:00:00Z')).toBe('2026-03-30T00:15:00.000Z')
  })

  it('is open twice when the clocks give the hour twice', () => {
    const night = berlin({ days: [7], from: 2 * 60, to: 2 * 60 + 30 })
    expect(opens(night, '2026-10-25T00:10:00Z')).toBe('open')
    expect(opens(night, '2026-10-25T01:10:00Z')).toBe('open')
    expect(opens(night, '2026-10-25T00:40:00Z')).toBe('2026-10-25T01:00:00.000Z')
  })

  it('takes the first of several windows', () => {
    const tokyo: Window = { timeZone: 'Asia/Tokyo', days: [2], from: 60, to: 120 }
    const state = windowState([berlin(), tokyo], at('2026-11-23T08:00:00Z'))
    expect(state.kind === 'closed' && iso(state.opensAt)).toBe('2026-11-23T16:00:00.000Z')
  })

  it('never opens for days that do not exist', () => {
    expect(windowState([berlin({ days: [] })], 0)).toEqual({ kind: 'closed', opensAt: null })
  })
})

describe('windowsState', () => {
  const NOW = '2026-11-23T08:00:00Z'
  const utc = (days: number[], from: number, to: number): Window => ({
    ...{ timeZone: 'UTC', days, from: from * 60, to: to * 60 },
  })
  const opensTogether = (...lists: Window[][]) => {
    const state = windowsState(lists, at(NOW))
    return state.kind === 'open' ? 'open' : iso(state.opensAt)
  }

  it('is open where every list is, and an empty list always is', () => {
    expect(opensTogether()).toBe('open')
    expect(opensTogether([], [utc([1], 7, 9)], [utc([1], 8, 9)])).toBe('open')
  })

  it('opens at the first moment that all of them are', () => {
    expect(opensTogether([utc([1], 7, 9)], [utc([1], 8.5, 10)])).toBe('2026-11-23T08:30:00.000Z')
    // Each is open before the other closes only on the second day.
    expect(opensTogether([utc([1, 2], 10, 12)], [utc([1], 12, 13), utc([2], 11, 12)])).toBe(
      '2026-11-24T11:00:00.000Z',
    )
    expect(opensTogether([utc([1], 7, 9)], [])).toBe('open')
  })

  it('never opens where no moment is in all of them', () => {
    expect(opensTogether([utc([1], 10, 12)], [utc([2], 10, 12)])).toBeNull()
    expect(opensTogether([utc([1], 10, 12)], [utc([1], 12, 13)])).toBeNull()
  })

  it('is what trying every minute of the coming week says', () => {
    const window = fc.record({
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo'),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 2 }),
      from: fc.integer({ min: 0, max: 47 }).map((half) => half * 30),
      to: fc.integer({ min: 1, max: 48 }).map((half) => half * 30),
    })
    const lists = fc.array(fc.array(window, { maxLength: 2 }), { maxLength: 3 })
    fc.assert(
      fc.property(lists, (all) => {
        const isOpen = (ms: number) => all.every((windows) => windowState(windows, ms).kind === 'open')
        const said = windowsState(all, at(NOW))
        let tried = at(NOW)
        const end = tried + 7 * 86_400_000
        while (tried < end && !isOpen(tried)) tried += 30 * 60_000
        const expected = tried < end ? tried : null
        expect(said.kind === 'open' ? at(NOW) : said.opensAt).toBe(expected)
      }),
      { numRuns: 15 },
    )
  })
})
