import { describe, expect, it } from 'vitest'
import { parseDuration, writeDuration } from './duration'

describe('a duration', () => {
  it.each([
    ['10m', 600],
    ['1h30m', 5_400],
    [' 1H 30m ', 5_400],
    ['90s', 90],
    ['90', 90],
    ['0', 0],
    ['2d', 172_800],
    ['', undefined],
    ['soon', undefined],
    ['10m1h', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
  ])('%j is %s seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  it.each([0, 1, 59, 60, 90, 600, 5_400, 86_400, 90_061])('%d seconds come back as they were', (seconds) => {
    expect(parseDuration(writeDuration(seconds))).toBe(seconds)
  })

  it('is written short', () => {
    expect([0, 600, 5_400].map(writeDuration)).toEqual(['0', '10m', '1h30m'])
  })
})
