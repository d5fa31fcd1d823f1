/** The weekdays by number less one: 1 is Monday. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** A time of the week by the wall clock of a zone. */
export interface WeekWindow {
  /** IANA name such as `Europe/Berlin`. */
  readonly timeZone: string
  /** 1 is Monday, 7 is Sunday; the day on which it opens. */
  readonly days: readonly number[]
  /** `22:30`. */
  readonly from: string
  /** Before `from`: on the day after. `24:00` ends the day. */
  readonly to: string
}

/** A window as the command line and files take it: `Mon-Fri 22:00-04:00 Europe/Berlin`. */
export function writeWindow({ timeZone, days, from, to }: WeekWindow): string {
  return `${writeDays(days)} ${from}-${to} ${timeZone}`
}

function writeDays(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  if (sorted.length === WEEKDAYS.length) return 'daily'
  const word = (day: number) => WEEKDAYS[day - 1] ?? String(day)
  const [first = 1, last = first] = [sorted[0], sorted.at(-1)]
  const isRun = sorted.length > 2 && last - first === sorted.length - 1
  return isRun ? `${word(first)}-${word(last)}` : sorted.map(word).join(',')
}
