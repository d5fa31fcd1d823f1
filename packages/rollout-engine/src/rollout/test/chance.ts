import { hash } from '../draw.js'

/** Chance without a state: the same seed and words always give the same number in [0, 1), in whatever order they are asked for. */
export type Chance = (...words: readonly (string | number)[]) => number

export function chanceOf(seed: number): Chance {
  return (...words) => hash(`${seed}\n${words.join('\n')}`) / 2 ** 32
}

/** One of these. Throws when there is none. */
export function pick<T>(items: readonly T[], chance: number): T {
  const found = items[Math.floor(chance * items.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

/** A whole number from `from` to `to`, both included. */
export function between(from: number, to: number, chance: number): number {
  return from + Math.floor(chance * (to - from + 1))
}
