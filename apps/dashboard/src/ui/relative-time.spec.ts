import { describe, expect, it } from 'vitest'
import { clockTime, exactTime, relativeTime } from './relative-time'

const NOW = Date.UTC(2026, 2, 4, 5, 6, 7)
const s = 1000
const min = 60 * s
const h = 60 * min
const d = 24 * h

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [4_999, 'just now'],
    [5 * s, '5 s ago'],
    [59_999, '59 s ago'],
    [min, '1 min ago'],
    [2 * min - 1, '1 min ago'],
    [h, '1 h ago'],
    [47 * h, '47 h ago'],
    [48 * h, '2 d ago'],
    [400 * d, '400 d ago'],
    [-30 * s, 'in 30 s'],
    [-2 * h, 'in 2 h'],
  ])('%i ms before now is "%s"', (ago, words) => {
    expect(relativeTime(NOW - ago, NOW)).toBe(words)
  })
})

describe('exactTime', () => {
  it('is UTC to the second', () => expect(exactTime(NOW + 999)).toBe('2026-03-04 05:06:07 UTC'))
})

describe('clockTime', () => {
  it('pads hours and minutes', () => {
    const early = new Date(2026, 0, 1, 7, 3)
    expect(clockTime(early.getTime())).toBe('07:03')
  })
})
