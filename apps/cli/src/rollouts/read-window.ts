import type { RolloutSpec } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'

type Window = RolloutSpec['windows'][number]

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAY = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*$/
const FORM = /^([a-z,-]+)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})(?:\s+(\S+))?$/i
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** How a window is written, for messages. */
export const WINDOW_EXAMPLES = '"Mon-Fri 09:00-17:00 Europe/Berlin", or "Sat,Sun 22:00-04:00 UTC"'

/** Reads `Mon-Fri 09:00-17:00 Europe/Berlin`; without a zone it is UTC. undefined for anything else. */
export function parseWindow(text: string): Window | undefined {
  const [, days = '', from = '', to = '', timeZone = 'UTC'] = FORM.exec(text.trim()) ?? []
  const window = { timeZone, days: daysOf(days), from: from.padStart(5, '0'), to: to.padStart(5, '0') }
  const isTime = TIME.test(window.from) && (TIME.test(window.to) || window.to === '24:00')
  return isTime && window.days.length > 0 && isZone(timeZone) ? window : undefined
}

/** The same for `--window`. Throws a usage failure with examples. */
export function readWindow(text: string): Window {
  const window = parseWindow(text)
  if (window !== undefined) return window
  throw usageFailure(`--window "${text}" is not possible`, `For example: --window ${WINDOW_EXAMPLES}.`)
}

/** `Mon-Fri`, `Sat,Sun`, `Fri-Mon`, `daily` as numbers from 1 (Monday) to 7, in order; none for what is no day. */
function daysOf(text: string): number[] {
  const lower = text.toLowerCase()
  if (lower === 'daily') return [1, 2, 3, 4, 5, 6, 7]
  const days = new Set<number>()
  for (const part of lower.split(',')) {
    const ends = part.split('-')
    if (ends.length > 2 || !ends.every((day) => DAY.test(day))) return []
    const [first = 0, last = first] = ends.map((day) => DAYS.indexOf(day.slice(0, 3)) + 1)
    for (let day = first; ; day = (day % 7) + 1) {
      days.add(day)
      if (day === last) break
    }
  }
  return [...days].sort((a, b) => a - b)
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
