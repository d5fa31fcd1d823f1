/** What goes beside a line of the log. Never a token, a key or the value of a setting. */
export type LogFields = Readonly<Record<string, string | number | undefined>>

/** Where the agent says what it does. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogForm = 'lines' | 'json'

/** A log on stderr: one line each, as `time level message key=value`, or as JSON. */
export function stderrLog(form: LogForm): Log {
  const write = (level: string) => (message: string, fields?: LogFields) =>
    process.stderr.write(`${formatLine(form, new Date().toISOString(), level, message, fields)}\n`)
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** One line of the log, without its line break. Pure. */
export function formatLine(
  form: LogForm,
  time: string,
  level: string,
  message: string,
  fields: LogFields = {},
): string {
  const oneLine = message.replace(/\s*[\r\n]+\s*/g, ' ')
  if (form === 'json') return JSON.stringify({ time, level, message: oneLine, ...fields })
  const beside = Object.entries(fields).map(([key, value]) => (value === undefined ? '' : ` ${key}=${value}`))
  return `${time} ${level} ${oneLine}${beside.join('').replace(/[\r\n]+/g, ' ')}`
}

/** A log that says nothing, for commands that answer on their own. */
export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
