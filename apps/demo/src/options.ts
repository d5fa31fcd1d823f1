import { parseArgs } from 'node:util'
import { z } from 'zod'
import { DemoFailure } from './demo-failure.js'

/** How a demo is asked for. */
export interface DemoOptions {
  readonly hosts: number
  /** The same seed casts the same fleet: names, labels, troubles. */
  readonly seed: number
  /** Kept afterwards; undefined: a temporary folder that is removed at the end. */
  readonly data: string | undefined
  /** 0: one that is free. */
  readonly port: number
  /** A server that runs already, and an operator's API token for it. */
  readonly server: { readonly url: string; readonly token: string } | undefined
  /** Changes a second that are aimed at, with the rates printed; undefined: a trickle, so that pages live. */
  readonly load: number | undefined
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `at least ${least}`).max(most, `at most ${most}`))

const schema = z.object({
  hosts: whole(1, 20_000).default(500),
  seed: whole(0, 2 ** 32 - 1).default(1),
  data: z.string().min(1, 'a folder').optional(),
  port: whole(0, 65_535).default(0),
  server: z.url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:7400' }).optional(),
  token: z.string().min(1, 'an API token').optional(),
  load: whole(1, 10_000).optional(),
})

const text = { type: 'string' } as const

/** Reads the command line. Throws DemoFailure `usage`. */
export function readOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): DemoOptions {
  const { values } = parse(argv)
  const read = schema.safeParse(values)
  if (!read.success) {
    const [issue] = read.error.issues
    throw usage(`--${issue?.path.join('.') ?? ''} is not possible: ${issue?.message ?? ''}`)
  }
  const { server, token = env.GOHERD_TOKEN, data, load, ...rest } = read.data
  if (server !== undefined && token === undefined) throw usage('--server needs --token, or GOHERD_TOKEN')
  if (server !== undefined && data !== undefined)
    throw usage('--data is the folder of a server that the demo starts; --server is one that runs already')
  return {
    ...rest,
    data,
    load,
    server:
      server === undefined || token === undefined ? undefined : { url: server.replace(/\/+$/, ''), token },
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { hosts: text, seed: text, data: text, port: text, server: text, token: text, load: text },
    })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error))
  }
}

function usage(message: string): DemoFailure {
  return new DemoFailure('usage', message, { hint: 'See goherd demo --help.' })
}
