/** The spread of a growing delay, in milliseconds. */
export interface BackoffRange {
  readonly baseMs: number
  readonly capMs: number
}

/** No retry comes sooner: however small the random number, nothing loops hot. */
export const SHORTEST_WAIT_MS = 500

/**
 * Full jitter: a random time up to `base · 2^(attempt-1)`, at most the cap. `attempt` counts from 1, `random` is in [0, 1).
 * Answers milliseconds.
 */
export function fullJitter(range: BackoffRange, attempt: number, random: number): number {
  const ceiling = Math.min(range.capMs, range.baseMs * 2 ** Math.min(attempt - 1, 30))
  return Math.max(SHORTEST_WAIT_MS, Math.floor(random * ceiling))
}

/**
 * Is a moment over? One that lies further ahead than `longest` was set under a clock that went wrong, and counts as over. All in
 * milliseconds.
 */
export function isDue(at: number, due: number, longest: number): boolean {
  return at >= due || due - at > longest
}
