import { parseHostQuery } from '@goherd/host-query'
import { usageFailure } from './cli-failure.js'

/** Checks a query of hosts before the server is asked. @throws CliFailure that shows the place */
export function readHostQuery(text: string): string {
  const parsed = parseHostQuery(text)
  if (parsed.ok) return text
  const { at, hint, length, message } = parsed.problem
  const shown = text.slice(at, at + length)
  const place =
    shown === '' ? `at its ${at === 0 ? 'start' : 'end'}` : `at ${JSON.stringify(shown)}, character ${at + 1}`
  throw usageFailure(`the query cannot be read ${place}: ${message}`, hint)
}
