import { describe, expect, it } from 'vitest'
import type { Window } from './policy.js'
import { windowState } from './windows.js'

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
