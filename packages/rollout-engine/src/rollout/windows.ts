import type { Window } from './policy.js'

const MINUTE = 60_000
const DAY_MINUTES = 1_440
/** A window that opens once a week is found within this many minutes, a change of clocks included. */
const SEARCH_MINUTES = 8 * DAY_MINUTES
const LEAP_MINUTES = 30
/** Every pair of openings of two windows is met within two weeks, a change of clocks included. */
const TOGETHER_MINUTES = 15 * DAY_MINUTES

/** Whether stages may start now, and if not, when the next window opens. Times are milliseconds since 1970. */
export type WindowState =
  | { readonly kind: 'open' }
  /** `opensAt` null: no window ever opens (a day that does not exist). */
  | { readonly kind: 'closed'; readonly opensAt: number | null }

/** Is any of the windows open at `now`? No windows at all means always. The wall clock of each window's own zone counts. */
export function windowState(windows: readonly Window[], now: number): WindowState {
  if (windows.length === 0 || windows.some((window) => isOpen(window, now))) return { kind: 'open' }
  const openings = windows.flatMap((window) => nextOpening(window, now) ?? [])
  return { kind: 'closed', opensAt: openings.length === 0 ? null : Math.min(...openings) }
}

/**
 * The same for several lists of which each must have a window open: those of a rollout and those of each group it moves.
 * `opensAt` is null too when they are never open together within the next weeks.
 */
export function windowsState(lists: readonly (readonly Window[])[], now: number): WindowState {
  let at = now
  // Each turn goes to the next opening of a list that is closed, so that it ends where the last one to open is met by the others.
  while (at <= now + TOGETHER_MINUTES * MINUTE) {
    const closed = lists.map((windows) => windowState(windows, at)).find(({ kind }) => kind === 'closed')
    if (closed === undefined) return at === now ? { kind: 'open' } : { kind: 'closed', opensAt: at }
    if (closed.kind === 'open' || closed.opensAt === null) break
    at = closed.opensAt
  }
  return { kind: 'closed', opensAt: null }
}

function isOpen(window: Window, at: number): boolean {
  const { day, minute } = wallClock(window.timeZone, at)
  const before = day === 1 ? 7 : day - 1
  if (window.from < window.to) {
    return window.days.includes(day) && minute >= window.from && minute < window.to
  }
  return (
    (window.days.includes(day) && minute >= window.from) ||
    (window.days.includes(before) && minute < window.to)
  )
}

/**
 * The first minute from `now` on at which the window is open. Leaps towards the wall clock's next opening, half an hour at most at
 * a time: an hour that the clocks leave out or give twice is then met like any other.
 */
function nextOpening(window: Window, now: number): number | undefined {
  const start = Math.ceil(now / MINUTE) * MINUTE
  let leap = 0
  for (let at = start; at <= start + SEARCH_MINUTES * MINUTE; at += leap) {
    if (isOpen(window, at)) return firstOpen(window, at - leap, at)
    const { minute } = wallClock(window.timeZone, at)
    const untilOpening = (window.from - minute + DAY_MINUTES) % DAY_MINUTES
    leap = Math.max(1, Math.min(LEAP_MINUTES, untilOpening)) * MINUTE
  }
  return undefined
}

/** A leap over a change of clocks may have landed inside the window. */
function firstOpen(window: Window, from: number, to: number): number {
  let at = to
  while (at - MINUTE > from && isOpen(window, at - MINUTE)) at -= MINUTE
  return at
}

const DAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 }

function wallClock(timeZone: string, at: number): { readonly day: number; readonly minute: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return {
    day: DAYS[parts.get('weekday') ?? ''] ?? 0,
    minute: (Number(parts.get('hour')) % 24) * 60 + Number(parts.get('minute')),
  }
}

/** Making a format costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}
