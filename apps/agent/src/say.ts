import pc from 'picocolors'
import { AgentError } from './disk/agent-error.js'

/** Data of a command: on stdout, as JSON or as text. */
export function sayData(json: boolean, data: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`)
}

/** The last line of a verb that tells events: one line of JSON, or text. */
export function sayResult(json: boolean, data: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`)
}

/** An error on stderr: what went wrong, why, and what to do. As `{"error": …}` with --json. */
export function sayError(json: boolean, thrown: unknown): void {
  const { code, message, hint, cause } = AgentError.from(thrown).toFailure()
  if (json) {
    process.stderr.write(
      `${JSON.stringify({ error: { code, message, hint, ...(cause ? { cause } : {}) } })}\n`,
    )
    return
  }
  const why = cause === undefined ? '' : `: ${cause.split('\n')[0] ?? ''}`
  process.stderr.write(`${pc.red('error')} ${message}${why}\n${hint}\n`)
}

/** Columns side by side, as wide as their widest cell, with a head in bold. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [pc.bold(line(head)), ...rows.map(line)].join('\n')
}

/** Bytes as people read them: `312 MB`. */
export function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`
}
