import { describe, expect, it } from 'vitest'
import { count, formatBytes, formatCountdown, formatDuration, truncatedPercent } from './quantities'

describe('truncatedPercent', () => {
  it.each([
    [0, 3, 0],
    [1, 3, 33],
    [2, 3, 66],
    [999, 1000, 99],
    [9_999, 10_000, 99],
    [1000, 1000, 100],
    [0, 0, 100],
    [5, 3, 100],
    [-1, 3, 0],
  ])('%i of %i is %i %%', (done, total, percent) => {
    expect(truncatedPercent(done, total)).toBe(percent)
  })

  it('never says 100 before the last one, for any fleet', () => {
    for (let total = 1; total <= 3000; total += 1)
      expect(truncatedPercent(total - 1, total)).toBeLessThan(100)
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [66_234_112, '66.2 MB'],
    [318_000_000, '318 MB'],
    [999_600, '1.0 MB'],
    [2_400_000_000_000_000, '2400 TB'],
  ])('%i is %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })
})

describe('formatDuration', () => {
  it.each([
    [0.018, '< 1 ms'],
    [340.9, '340 ms'],
    [999.9, '999 ms'],
    [4_290, '4.2 s'],
    [59_999, '59.9 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
  ])('%d ms is %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words)
  })
})

describe('count', () => {
  it('agrees with its number', () => {
    expect([count(0, 'host'), count(1, 'host'), count(9812, 'host')]).toEqual([
      '0 hosts',
      '1 host',
      '9,812 hosts',
    ])
    expect(count(2, 'entry', 'entries')).toBe('2 entries')
  })
})

describe('formatCountdown', () => {
  it.each([
    [-5, '0:00'],
    [1, '0:01'],
    [9_000, '0:09'],
    [432_000, '7:12'],
    [3_723_000, '1:02:03'],
    [51 * 3_600_000, '2 d 3 h'],
  ])('%d ms is %s', (ms, words) => {
    expect(formatCountdown(ms)).toBe(words)
  })
})
