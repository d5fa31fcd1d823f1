const DAY_SECONDS = 86_400

/** How long an API token may live, in the words of the choice; a year is the longest with an end that the server takes. */
export const LIFETIMES = [
  { days: '7', word: 'after 7 days' },
  { days: '30', word: 'after 30 days' },
  { days: '90', word: 'after 90 days' },
  { days: '365', word: 'after 1 year' },
  { days: '', word: 'not by itself' },
] as const

/** The choice as the server takes it: seconds, or null for no end. */
export function lifetimeSeconds(days: string): number | null {
  return days === '' ? null : Number(days) * DAY_SECONDS
}
