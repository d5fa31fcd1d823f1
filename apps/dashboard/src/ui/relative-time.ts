const STEPS: readonly (readonly [limit: number, size: number, unit: string])[] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Number.POSITIVE_INFINITY, 24 * 3600, 'd'],
]

/** How long ago (or until) `at` is, in one rounded-down unit: `just now`, `12 s ago`, `in 3 min`. Both in milliseconds since 1970. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.floor(Math.abs(now - at) / 1000)
  if (seconds < 5) return 'just now'
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit) ?? [0, 24 * 3600, 'd']
  const amount = `${Math.floor(seconds / size)} ${unit}`
  return at > now ? `in ${amount}` : `${amount} ago`
}

/** The exact moment in UTC, for titles: `2026-03-04 05:06:07 UTC`. */
export function exactTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** The wall clock of a moment as the reader's own clock shows it, `12:03`. */
export function clockTime(at: number): string {
  const moment = new Date(at)
  return [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
