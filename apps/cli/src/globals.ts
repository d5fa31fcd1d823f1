import { usageFailure } from './cli-failure.js'
import { parseDuration } from './duration.js'

/** The options every command takes. */
export interface Globals {
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
  /** False: never ask. */
  readonly input: boolean
  readonly verbose: boolean
  /** The longest the command may take, in milliseconds; undefined means the command's own default. */
  readonly timeoutMs: number | undefined
  readonly context: string | undefined
}

/** What holds as long as the command line has not been understood; --json must already count then. */
export function globalsOfRawArguments(argv: readonly string[]): Globals {
  const has = (flag: string) => argv.includes(flag)
  return {
    json: has('--json'),
    quiet: has('--quiet'),
    color: !has('--no-color'),
    input: false,
    verbose: false,
    timeoutMs: undefined,
    context: undefined,
  }
}

/** Reads the common options from what the parser found. Throws a usage failure for a malformed duration. */
export function readGlobals(options: Readonly<Record<string, unknown>>): Globals {
  const { timeout, context } = options
  return {
    json: options.json === true,
    quiet: options.quiet === true,
    color: options.color !== false,
    input: options.input !== false,
    verbose: options.verbose === true,
    timeoutMs: typeof timeout === 'string' ? readTimeout(timeout) : undefined,
    context: typeof context === 'string' ? context : undefined,
  }
}

function readTimeout(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms === 0 || ms > 2_147_483_647) {
    throw usageFailure(`"${text}" is not a duration for --timeout`, 'Write it as 30s, 10m or 1h.')
  }
  return ms
}
