import { usageFailure } from './cli-failure.js'
import { parseDuration } from './duration.js'

/**
 * Reads `2d` (so long ago), `2026-05-04` (midnight in UTC) or a whole ISO time as ISO 8601 in UTC; `now` is milliseconds since 1970.
 * Throws a usage failure that names the option.
 */
export function readMoment(text: string, option: string, now: number): string {
  const ago = parseDuration(text)
  const at = ago === undefined ? Date.parse(text) : now - ago
  if ((ago !== undefined || /^\d{4}-\d{2}-\d{2}/.test(text)) && Number.isFinite(at) && Math.abs(at) < 8.64e15)
    return new Date(at).toISOString()
  throw usageFailure(
    `"${text}" is not a time for ${option}`,
    'Write how long ago, such as 2d or 90m, or a time, such as 2026-05-04 or 2026-05-04T10:00Z.',
  )
}
