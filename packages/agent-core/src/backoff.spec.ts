import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullJitter, SHORTEST_WAIT_MS } from './backoff.js'

const RANGE = { baseMs: 2_000, capMs: 60_000 }

describe('full jitter', () => {
  it.each([
    [1, 0.999, 1_998],
    [2, 0.5, 2_000],
    [3, 0.5, 4_000],
    [6, 0.5, 30_000],
    [1_000_000, 0.5, 30_000],
  ])('at try %i with %d is %i ms', (attempt, random, expected) => {
    expect(fullJitter(RANGE, attempt, random)).toBe(expected)
  })

  it('stays between the shortest wait and the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.record({
          baseMs: fc.integer({ min: 1, max: 60_000 }),
          capMs: fc.integer({ min: 500, max: 4_000_000 }),
        }),
        (attempt, random, range) => {
          const wait = fullJitter(range, attempt, random)
          expect(wait).toBeGreaterThanOrEqual(SHORTEST_WAIT_MS)
          expect(wait).toBeLessThanOrEqual(range.capMs)
          expect(Number.isInteger(wait)).toBe(true)
        },
      ),
    )
  })

  it('grows with the number of tries for the same luck', () => {
    const waits = [1, 2, 3, 4, 5].map((attempt) => fullJitter(RANGE, attempt, 0.9))
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(new Set(waits).size).toBe(5)
  })
})
