/** The long form, `npm run test:long`, makes every trial of a row; the short one samples. */
export const LONG = process.env.GOHERD_LONG === '1'

/** Every trial follows from this number: a run that failed is made again by setting GOHERD_SEED to what it printed. */
export const SEED = Number(process.env.GOHERD_SEED ?? 20_260_101)

const ASKED = Number(process.env.GOHERD_TRIALS ?? 0)

/** How many trials a row makes: the first number in the short form, the second in the long one, or what GOHERD_TRIALS says. */
export function trials(short: number, long: number): number {
  if (ASKED > 0) return ASKED
  return LONG ? long : short
}

/** A number in [0, below) from a random number in [0, 1). */
export function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit)
}

/** One of these. Throws when there is none. */
export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[below(items.length, random)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
