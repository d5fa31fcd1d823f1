/** A window as it is typed. */
export interface WindowDraft {
  readonly timeZone: string
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** What is wrong with windows, by the place: `windows.0.from`. Empty when they can be sent. */
export function checkWindows(windows: readonly WindowDraft[]): Readonly<Record<string, string>> {
  const mistakes = windows.flatMap((window, index) =>
    mistakesOf(window).map(([field, says]) => [`windows.${index}.${field}`, says] as const),
  )
  return Object.fromEntries(mistakes)
}

function mistakesOf({ timeZone, days, from, to }: WindowDraft): [field: string, says: string][] {
  return [
    ...says(days.length > 0, 'days', 'Choose at least one day.'),
    ...says(TIME.test(from), 'from', 'Write a time of day, such as 22:00.'),
    ...says(TIME.test(to) || to === '24:00', 'to', 'Write a time of day, such as 04:00.'),
    ...says(from !== to, 'to', 'Write another time than its start.'),
    ...says(isZone(timeZone), 'timeZone', 'Choose a time zone, such as Europe/Berlin.'),
  ]
}

const says = (isRight: boolean, field: string, text: string): [string, string][] =>
  isRight ? [] : [[field, text]]

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
