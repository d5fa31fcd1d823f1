import { type AmountSpec, amount } from '@goherd/protocol'
import { usageFailure } from '../cli-failure.js'
import { parseDuration } from '../duration.js'

/** Hosts: `3` or `25%`. Throws a usage failure that names the option. */
export function amountOf(option: string, text: string): AmountSpec {
  const trimmed = text.trim()
  const read = amount.safeParse(/^\d+$/.test(trimmed) ? Number(trimmed) : trimmed)
  if (read.success) return read.data
  throw usageFailure(
    `${option} ${text} is no number of hosts`,
    `Give whole numbers or percentages, such as ${option} 2 or ${option} 25%.`,
  )
}

/** Whole seconds: `90s`, `10m`, `2h`. Throws a usage failure that names the option. */
export function secondsOf(option: string, text: string): number {
  const ms = parseDuration(text.trim())
  if (ms !== undefined && ms % 1000 === 0) return ms / 1000
  throw usageFailure(
    `${option} ${text} is no duration`,
    `Give whole seconds, such as ${option} 30s, 10m or 2h.`,
  )
}

/** A whole number above 0. Throws a usage failure that names the option. */
export function countOf(option: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw usageFailure(`${option} ${text} is not possible`, `Give a whole number above 0, such as ${option} 5.`)
}
