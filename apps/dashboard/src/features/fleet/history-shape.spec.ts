import type { FleetSample } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { BANDS, forReading, nearestSample, roundUp, shapeHistory, troubled } from './history-shape'

const HOUR = 3_600_000
const NOW = Date.parse('2026-03-04T12:00:00.000Z')

function sample(hoursAgo: number, change: Partial<FleetSample> = {}): FleetSample {
  return {
    at: new Date(NOW - hoursAgo * HOUR).toISOString(),
    ...{
      total: 100,
      inSync: 100,
      drifted: 0,
      updating: 0,
      failed: 0,
      offline: 0,
      unmanaged: 0,
      unsupported: 0,
    },
    ...change,
  }
}

const shape = (...samples: FleetSample[]) =>
  shapeHistory(samples, { from: NOW - 10 * HOUR, to: NOW }, { width: 100, height: 50 })

describe('the shape of history', () => {
  it('has a place for each moment, the newest at the right', () => {
    expect(shape(sample(10), sample(5), sample(0)).xs).toEqual([0, 50, 100])
  })

  it('stacks the bands: each begins where the one below it ends', () => {
    const { bands, top } = shape(sample(10, { failed: 2, drifted: 4 }), sample(0, { offline: 10 }))
    expect(top).toBe(10)
    expect(bands.map(({ band, path }) => `${band} ${path}`)).toEqual([
      'failed M0 40L100 50L100 50L0 50Z',
      'drifted M0 20L100 50L100 50L0 40Z',
      'offline M0 20L100 0L100 50L0 20Z',
      'updating M0 20L100 0L100 0L0 20Z',
    ])
  })

  it('is flat when all is well, and empty without samples', () => {
    expect(shape(sample(10), sample(0)).top).toBe(1)
    expect(shape().bands.map(({ path }) => path)).toEqual(BANDS.map(() => ''))
  })

  it('counts what does not match, not what is unmanaged', () => {
    expect(troubled(sample(0, { failed: 1, drifted: 2, offline: 3, updating: 4, unmanaged: 50 }))).toBe(10)
  })

  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 5],
    [9, 10],
    [10, 10],
    [11, 20],
    [143, 200],
    [9_812, 10_000],
  ])('has a scale that is easy to read: %d up to %d', (amount, top) => {
    expect(roundUp(amount)).toBe(top)
  })

  it('finds the moment that is pointed at', () => {
    expect([-5, 20, 26, 80, 500].map((x) => nearestSample([0, 50, 100], x))).toEqual([0, 0, 1, 2, 2])
    expect(nearestSample([], 3)).toBe(-1)
  })

  it('is thinned evenly for reading, the newest first', () => {
    const samples = Array.from({ length: 100 }, (_, n) => sample(99 - n))
    const read = forReading(samples, 48)
    expect(read.length).toBeLessThanOrEqual(48)
    expect(read[0]).toBe(samples[99])
    expect(forReading(samples.slice(0, 3), 48)).toHaveLength(3)
  })
})
