import type { Readable } from 'node:stream'
import type { Command } from 'commander'
import type { z } from 'zod'
import { type ApiClient, createApiClient } from './api-client.js'
import { usageFailure } from './cli-failure.js'
import type { Exit } from './exit-codes.js'
import { chooseServer, type FoundServer, readServerSources } from './find-server.js'
import type { Globals } from './globals.js'
import type { Output } from './output.js'
import { schemaIssues } from './schema-issues.js'

/** The process a command runs in. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: Readable
  /** A person can be asked: stdin and stderr are terminals. */
  readonly canAsk: boolean
  /** Aborted by Ctrl-C. */
  readonly interrupt: AbortSignal
}

/** One command as it was typed, understood by the parser but not yet by the command. */
export interface Invocation extends Surroundings {
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly globals: Globals
  readonly output: Output
  /** Every command there is, for those that speak of commands. */
  readonly program: Command
}

/** What every module in `commands/` exports as `run`. */
export type CommandRun = (invocation: Invocation) => Promise<Exit>

const REQUEST_LIMIT_MS = 30_000

/** Checks options (or anything typed) against a schema. Throws a usage failure that names each field. */
export function readInput<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw usageFailure(
    'this cannot be asked for',
    'See --help for what is accepted.',
    schemaIssues(parsed.error),
  )
}

/** Finds the server of this invocation and says so with --verbose. */
function findServer(invocation: Invocation): FoundServer {
  const server = chooseServer(
    readServerSources({ env: invocation.env, cwd: invocation.cwd, context: invocation.globals.context }),
  )
  if (invocation.globals.verbose) invocation.output.note(`server ${server.url} from ${server.source}`)
  return server
}

/** Runs something with a client for the server, and closes the client. The limit is --timeout, else the default given. */
export async function withApi<T extends Exit | object>(
  invocation: Invocation,
  use: (api: ApiClient, server: FoundServer) => Promise<T>,
  defaultLimitMs = REQUEST_LIMIT_MS,
): Promise<T> {
  const server = findServer(invocation)
  const api = createApiClient(server, {
    interrupt: invocation.interrupt,
    limitMs: invocation.globals.timeoutMs ?? defaultLimitMs,
  })
  try {
    return await use(api, server)
  } finally {
    await api.close()
  }
}
