/** How long a recall lasts, as it is offered. */
export const EXPIRIES = [
  { value: '', word: 'Until somebody lifts it', days: null },
  { value: '1', word: '1 day', days: 1 },
  { value: '7', word: '7 days', days: 7 },
  { value: '30', word: '30 days', days: 30 },
] as const

const DAY_MS = 86_400_000

/** The moment (ISO 8601) that a choice means, `now` in milliseconds since 1970; null: never. */
export function expiryOf(value: string, now: number): string | null {
  const days = EXPIRIES.find((expiry) => expiry.value === value)?.days ?? null
  return days === null ? null : new Date(now + days * DAY_MS).toISOString()
}
