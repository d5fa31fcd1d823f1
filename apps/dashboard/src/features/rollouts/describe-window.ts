import type { RolloutSpec } from '@goherd/protocol'

type Window = RolloutSpec['windows'][number]

/** The weekdays by number, 1 is Monday. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

function describeDays(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b)
  if (sorted.length === WEEKDAYS.length) return 'every day'
  const first = sorted[0] ?? 1
  const last = sorted.at(-1) ?? first
  const isRun = sorted.length > 2 && last - first === sorted.length - 1
  const word = (day: number) => WEEKDAYS[day - 1] ?? String(day)
  return isRun ? `${word(first)} to ${word(last)}` : sorted.map(word).join(', ')
}

/** A window in words: `Mon to Fri 22:00 to 04:00 Europe/Berlin`. */
export function describeWindow({ timeZone, days, from, to }: Window): string {
  return `${describeDays(days)} ${from} to ${to} ${timeZone}`
}
