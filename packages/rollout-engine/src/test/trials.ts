import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The long form, `npm run test:long`, makes every trial of a row; the short one samples. */
const LONG = process.env.GOHERD_LONG === '1'

/** Every trial follows from this number: a run that failed is made again by setting GOHERD_SEED to what it printed. */
export const SEED = Number(process.env.GOHERD_SEED ?? 20_260_101)

/** How many trials a row makes: the first number in the short form, the second in the long one. */
export function trials(short: number, long: number): number {
  return LONG ? long : short
}

/** One claim, what was tried against it, and what did not hold. */
export interface Shown {
  readonly row: string
  readonly trials: number
  readonly failures: number
  /** What else was measured. */
  readonly note?: string
}

/** Keeps the figure of a row in the folder GOHERD_SHOWN, where the test run makes its table from. */
export function shown(row: Shown): void {
  const folder = process.env.GOHERD_SHOWN
  if (folder === undefined || folder === '') return
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'rollout-engine.jsonl'), `${JSON.stringify(row)}\n`)
}
