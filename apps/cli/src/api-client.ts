import { problem } from '@goherd/protocol'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { z } from 'zod'
import { type Call, notJson, type Received, redirected, timeoutFailure, unreachable } from './api-failures.js'
import { CliFailure, interruptedFailure, usageFailure } from './cli-failure.js'
import { exitOfProblem } from './exit-codes.js'
import type { FoundServer } from './find-server.js'
import { describeIssues } from './schema-issues.js'
import { readServerUrl } from './server-url.js'
import { VERSION } from './version.js'

type Query = Readonly<Record<string, string | number | undefined>>

/** The server's API. Every answer is checked against the protocol's schema before a command sees it. */
export interface ApiClient {
  get<S extends z.ZodType>(path: string, answer: S, query?: Query): Promise<z.output<S>>
  post<S extends z.ZodType>(path: string, body: unknown, answer: S): Promise<z.output<S>>
  put<S extends z.ZodType>(path: string, body: unknown, answer: S): Promise<z.output<S>>
  remove<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>>
  /** What time the server says it is, in milliseconds since 1970; undefined when it does not say. */
  date(path: string): Promise<number | undefined>
  /** The bytes of an answer as they arrive. A connection that breaks in the middle throws from the iteration. */
  download(path: string, query: Query): Promise<AsyncIterable<Uint8Array>>
  /** Lets go of the connections, so that the process can end at once. */
  close(): Promise<void>
}

/** A server, with the token for it. Without one, only what is open to everybody can be asked. */
export type ServerToAsk = Pick<FoundServer, 'url' | 'source'> & { readonly token?: string }

/** How long requests may take all together, and who may stop them. */
export interface Patience {
  readonly interrupt: AbortSignal
  readonly limitMs: number
}

/** A path with its values encoded: `` route`/api/hosts/${name}` ``. */
export function route(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)))
}

/** Sends calls to one server, and says what it means when one fails on the way. */
interface Transport {
  send(call: Call): Promise<Dispatcher.ResponseData>
  /** The failure that is meant by what was thrown. */
  failed(call: Call, thrown: unknown): CliFailure
  close(): Promise<void>
}

function openTransport(server: ServerToAsk, patience: Patience): Transport {
  const limit = AbortSignal.timeout(patience.limitMs)
  const signal = AbortSignal.any([patience.interrupt, limit])
  const token = checkToken(server)
  const dispatcher = dispatcherFor(server.url)
  return {
    send: (call) =>
      request(`${server.url}${call.path}`, {
        dispatcher,
        method: call.method,
        query: call.query ?? {},
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          accept: 'application/json',
          'user-agent': `goherd/${VERSION}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal,
      }),
    failed(call, thrown) {
      if (thrown instanceof CliFailure) return thrown
      if (patience.interrupt.aborted) return interruptedFailure()
      if (limit.aborted) return timeoutFailure(server, call, patience.limitMs)
      return unreachable(server, call, thrown)
    },
    close: () => dispatcher.destroy(),
  }
}

/**
 * Opens a client for one server. The limit runs from now. Throws a CliFailure for everything that is not a good answer: with
 * the server's own code and hint where it gave them.
 */
export function createApiClient(server: ServerToAsk, patience: Patience): ApiClient {
  const transport = openTransport(server, patience)
  const perform = async <T>(
    call: Call,
    use: (response: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<T> => {
    try {
      return await use(await transport.send(call))
    } catch (thrown) {
      throw transport.failed(call, thrown)
    }
  }
  const ask = <S extends z.ZodType>(call: Call, answer: S): Promise<z.output<S>> =>
    perform(call, async (response) => readAnswer(await receive(response), { server, call, answer }))
  return {
    get: (path, answer, query) => ask({ method: 'GET', path, query: defined(query ?? {}) }, answer),
    post: (path, body, answer) => ask({ method: 'POST', path, body }, answer),
    put: (path, body, answer) => ask({ method: 'PUT', path, body }, answer),
    remove: (path, answer) => ask({ method: 'DELETE', path }, answer),
    date(path) {
      const call: Call = { method: 'GET', path }
      return perform(call, async (response) => {
        const received = await receive(response)
        readAnswer(received, { server, call, answer: z.unknown() })
        const at = Date.parse(received.date ?? '')
        return Number.isNaN(at) ? undefined : at
      })
    },
    download(path, query) {
      const call: Call = { method: 'GET', path, query: defined(query) }
      return perform(call, async (response) =>
        response.statusCode === 200
          ? chunksOf(response.body, (thrown) => transport.failed(call, thrown))
          : // What is not the file is an error, which readAnswer throws: nothing fits `never`.
            readAnswer(await receive(response), { server, call, answer: z.never() }),
      )
    },
    close: () => transport.close(),
  }
}

async function* chunksOf(
  body: AsyncIterable<Uint8Array>,
  failed: (thrown: unknown) => CliFailure,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (thrown) {
    throw failed(thrown)
  }
}

function defined(query: Query): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** The proxy of the environment, except for a server on this machine. */
function dispatcherFor(address: string): Dispatcher {
  const { HTTP_PROXY, http_proxy, HTTPS_PROXY, https_proxy } = process.env
  const isProxied = [HTTP_PROXY, http_proxy, HTTPS_PROXY, https_proxy].some((proxy) => proxy)
  const url = readServerUrl(address)
  const isLocal = url.kind === 'ok' && url.loopback
  return isProxied && !isLocal ? new EnvHttpProxyAgent() : new Agent()
}

/** The token as it goes into a header. Throws a usage failure for one that cannot be a token, which it does not repeat. */
function checkToken(server: ServerToAsk): string | undefined {
  if (server.token === undefined || /^[\x21-\x7e]+$/.test(server.token)) return server.token
  throw usageFailure(
    `the token of ${server.source} contains white space or characters no token has`,
    'Copy it again, on one line.',
  )
}

async function receive(response: Dispatcher.ResponseData): Promise<Received> {
  const header = (name: string) => [response.headers[name]].flat()[0]
  return {
    status: response.statusCode,
    type: header('content-type') ?? '',
    location: header('location'),
    date: header('date'),
    text: await response.body.text(),
  }
}

interface Asked<S extends z.ZodType> {
  readonly server: ServerToAsk
  readonly call: Call
  readonly answer: S
}

function readAnswer<S extends z.ZodType>(received: Received, asked: Asked<S>): z.output<S> {
  const { status } = received
  if (status >= 300 && status < 400) throw redirected(received, asked.server)
  const value = parseJson(received.text)
  if (status >= 400) throw refusal(received, value, asked)
  const parsed = asked.answer.safeParse(value)
  if (parsed.success) return parsed.data
  if (value === undefined) throw notJson(received, asked.server)
  throw new CliFailure({
    code: 'unexpected_answer',
    message: `the answer to ${asked.call.method} ${asked.call.path} has another shape than this goherd (${VERSION}) knows`,
    cause: describeIssues(parsed.error),
    hint: 'Use the goherd of the same version as the server.',
  })
}

/** Absent for what is not JSON; no schema accepts that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal<S extends z.ZodType>(received: Received, value: unknown, asked: Asked<S>): CliFailure {
  const { status } = received
  const parsed = problem.safeParse(value)
  if (!parsed.success) return notJson(received, asked.server)
  const { code, message, hint, cause, issues } = parsed.data.error
  const about = status === 401 ? ` (token of ${asked.server.source})` : ''
  return new CliFailure({
    code,
    message: `${message}${about}`,
    hint,
    cause,
    issues,
    exit: exitOfProblem(status, code),
    transient: status >= 500,
  })
}
