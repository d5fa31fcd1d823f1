import { type Me, me as meSchema } from '@goherd/protocol'
import { z } from 'zod'
import { createApiClient } from '../api-client.js'
import { ask } from '../ask.js'
import { usageFailure } from '../cli-failure.js'
import { contextName, contextsPath, readContexts, writeContexts } from '../contexts.js'
import { tokenByDevice } from '../device-login.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'
import { printable } from '../render/printable.js'
import { readServerUrl, type ServerUrl } from '../server-url.js'

const options = z.object({ token: z.string().optional(), device: z.boolean().default(false) })
const LIMIT_MS = 30_000

/** Checks an API token (given, asked for, or let in for by a person with --device) with a server and keeps both as a context, which becomes the current one. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { output, env, globals } = invocation
  const { token: given, device } = readInput(options, invocation.options)
  if (device && given !== undefined) {
    throw usageFailure('--device and --token are two ways to the same', 'Leave one of them out.')
  }
  const server = await serverOf(invocation)
  if (!server.encrypted && !server.loopback) {
    output.warn(`${server.url} is not encrypted: everyone on the way can read the token. Use https.`)
  }
  const context = readInput(contextName, globals.context ?? new URL(server.url).host.replace(/[[\]]/g, ''))
  const token = (
    device ? await tokenByDevice(invocation, server.url) : await tokenOf(invocation, given)
  ).trim()
  const me = await checkToken(invocation, server.url, token)
  const path = contextsPath(env)
  const { contexts } = readContexts(path)
  writeContexts(path, {
    current: context,
    contexts: { ...contexts, [context]: { server: server.url, token } },
  })
  output.data({ context, server: server.url, name: me.name, role: me.role, file: path }, () =>
    [
      `Logged in to ${server.url} as ${printable(me.name)} (${me.role}).`,
      `Kept as context ${context} in ${path}.`,
    ].join('\n'),
  )
  if (env.GOHERD_SERVER)
    output.warn('GOHERD_SERVER is set and comes before the context; unset it to use this one.')
  return 'ok'
}

async function serverOf(invocation: Invocation): Promise<ServerUrl & { kind: 'ok' }> {
  const refuseUrl = (text: string) => {
    const url = readServerUrl(text)
    return url.kind === 'ok' ? undefined : url.why
  }
  const text =
    invocation.args[0] ??
    (await askOr(
      invocation,
      'the address of the server',
      'goherd login https://goherd.example.com --token -',
      () =>
        ask({
          message: 'Where is the server?',
          placeholder: 'https://goherd.example.com',
          refuse: refuseUrl,
        }),
    ))
  const url = readServerUrl(text)
  if (url.kind === 'ok') return url
  throw usageFailure(url.why, 'Write it like https://goherd.example.com.')
}

async function tokenOf(invocation: Invocation, given: string | undefined): Promise<string> {
  const token =
    given === '-'
      ? await readAll(invocation.stdin)
      : (given ??
        (await askOr(invocation, 'the API token', 'pass it with --token -, from stdin', () =>
          ask({
            message: 'API token (make one in the dashboard under Settings)',
            secret: true,
            refuse: (answer) => (answer.trim() === '' ? 'the token is empty' : undefined),
          }),
        )))
  if (token.trim() !== '') return token
  throw usageFailure(
    'the token is empty',
    'Make one in the dashboard under Settings, then pass it with --token -.',
  )
}

function askOr(
  invocation: Invocation,
  what: string,
  how: string,
  question: () => Promise<string>,
): Promise<string> {
  if (invocation.canAsk && invocation.globals.input) return question()
  const why = invocation.globals.input ? 'there is no terminal to ask on' : '--no-input forbids asking'
  throw usageFailure(`${what} is missing, and ${why}`, `Give it on the command line: ${how}.`)
}

async function readAll(stdin: Invocation['stdin']): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

async function checkToken({ interrupt, globals }: Invocation, url: string, token: string): Promise<Me> {
  const limitMs = globals.timeoutMs ?? LIMIT_MS
  const api = createApiClient({ url, token, source: 'the command line' }, { interrupt, limitMs })
  try {
    return await api.get('/api/me', meSchema)
  } finally {
    await api.close()
  }
}
