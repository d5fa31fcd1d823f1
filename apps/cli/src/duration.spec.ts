import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeAge, describeDuration, parseDuration } from './duration.js'

describe('parseDuration', () => {
  it.each([
    ['30', 30_000],
    ['1.5', 1500],
    ['250ms', 250],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', 'soon', '-1s', '10 m', 'm', '1y', '1h-', '1e3s'])('"%s" is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  )

  it('adds up what it reads', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(59), (hours, minutes) => {
        expect(parseDuration(`${hours}h${minutes}m`)).toBe((hours * 60 + minutes) * 60_000)
      }),
    )
  })
})

describe('describeDuration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [4250, '4.2 s'],
    [59_999, '59.9 s'],
    [185_000, '3m 05s'],
    [7_800_000, '2h 10m'],
  ])('%d ms is %s', (ms, text) => expect(describeDuration(ms)).toBe(text))
})

describe('describeAge', () => {
  const now = Date.parse('2026-05-04T12:00:00.000Z')
  it.each([
    ['2026-05-04T11:59:58.000Z', 'just now'],
    ['2026-05-04T11:59:01.000Z', '59s ago'],
    ['2026-05-04T11:57:00.000Z', '3m ago'],
    ['2026-05-03T12:00:00.000Z', '24h ago'],
    ['2026-05-01T12:00:00.000Z', '3d ago'],
    ['2026-05-04T12:12:00.000Z', 'in 12m'],
  ])('%s is %s', (iso, text) => expect(describeAge(iso, now)).toBe(text))
})
