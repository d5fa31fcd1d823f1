import type { LoggerService } from '@nestjs/common'
import { type Logger, pino } from 'pino'

export type Log = Logger

/**
 * The only fields a log line can have besides level, time and message. What is not named here is not written,
 * so that no header, body or token gets into a log by accident.
 */
const FIELDS = new Set([
  'context',
  'event',
  'method',
  'route',
  'status',
  'ms',
  'actor',
  'address',
  'request',
  'host',
  'group',
  'release',
  'revision',
  'epoch',
  'rollback',
  'count',
  'bytes',
  'code',
  'hint',
  'error',
  'stack',
  'path',
  'pid',
  'port',
  'url',
])

/** Keeps only the fields that may be logged. */
export function allowedFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => FIELDS.has(name)))
}

/** JSON lines on stderr; stdout is for what a start script reads. */
export function createLogger(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: allowedFields },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

/** What Nest and every `new Logger('Context')` write through. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    const { context } = labels(rest)
    // Nest narrates its start line by line.
    if (context && QUIET.has(context)) return
    this.logger.info({ context }, String(message))
  }

  error(message: unknown, ...rest: unknown[]): void {
    const { context, stack } = labels(rest)
    const error = message instanceof Error ? message : undefined
    this.logger.error({ context, stack: error?.stack ?? stack }, error?.message ?? String(message))
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: labels(rest).context }, String(message))
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: labels(rest).context }, String(message))
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace({ context: labels(rest).context }, String(message))
  }
}

const QUIET = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
])

/** Nest passes an optional stack and then the context as trailing strings. */
function labels(rest: readonly unknown[]): { context?: string; stack?: string } {
  const texts = rest.filter((value) => typeof value === 'string')
  const context = texts.at(-1)
  const stack = texts.length > 1 ? texts[0] : undefined
  return { ...(context ? { context } : {}), ...(stack ? { stack } : {}) }
}
