import { fleetHistoryQuery } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { KEEP_HOURS, MOST_SAMPLES, stepFor, THINNING } from './history-steps.js'

describe('the step between samples', () => {
  it.each([
    [1, 60],
    [6, 60],
    [7, 120],
    [24, 300],
    [48, 600],
    [7 * 24, 1_800],
    [30 * 24, 7_200],
    [90 * 24, 21_600],
  ])('of the last %d hours is %d seconds', (hours, step) => {
    expect(stepFor(hours)).toBe(step)
  })

  it('never makes more samples than an answer has, whatever may be asked', () => {
    const { maxValue } = fleetHistoryQuery.shape.hours.unwrap()
    for (let hours = 1; hours <= Number(maxValue); hours += 1) {
      expect((hours * 3_600) / stepFor(hours)).toBeLessThanOrEqual(MOST_SAMPLES)
    }
  })

  it('is never finer than what is kept of that age', () => {
    for (const { afterHours, stepSeconds } of THINNING) {
      expect(stepFor(afterHours * 3)).toBeGreaterThanOrEqual(stepSeconds)
    }
    expect(THINNING.every(({ afterHours }) => afterHours < KEEP_HOURS)).toBe(true)
  })
})
