/** Samples in an answer. */
export const MOST_SAMPLES = 400

const MINUTE = 60
const HOUR = 60 * MINUTE
/** Steps between samples that a reader can make sense of, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE).concat([1, 2, 3, 6, 12, 24].map((n) => n * HOUR))

/** The smallest step, in seconds, with which that many hours make no more samples than an answer has. */
export function stepFor(hours: number): number {
  const least = (hours * HOUR) / MOST_SAMPLES
  return STEPS.find((step) => step >= least) ?? 24 * HOUR
}

/** One sample for each `stepSeconds` is kept of those older than `afterHours`. */
export interface Thinning {
  readonly afterHours: number
  readonly stepSeconds: number
}

/** How samples become fewer with age: minutes for two days, quarters of an hour for a month, hours for a year. */
export const THINNING: readonly Thinning[] = [
  { afterHours: 48, stepSeconds: 15 * MINUTE },
  { afterHours: 30 * 24, stepSeconds: HOUR },
]
/** How long samples are kept at all. */
export const KEEP_HOURS = 365 * 24
