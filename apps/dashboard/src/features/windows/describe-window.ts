import { WEEKDAYS, type WeekWindow } from '@goherd/model'

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
export function describeWindow({ timeZone, days, from, to }: WeekWindow): string {
  return `${describeDays(days)} ${from} to ${to} ${timeZone}`
}
