import { problem } from '@goherd/protocol'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import type { z } from 'zod'
import { CliFailure, interruptedFailure } from './cli-failure.js'
import { describeDuration } from './duration.js'
import { exitOfProblem } from './exit-codes.js'
import type { FoundServer } from './find-server.js'
import { describeIssues } from './schema-issues.js'
import { VERSION } from './version.js'

type Query = Readonly<Record<string, string | number | undefined>>

/** The server's API. Every answer is checked against the protocol's schema before a command sees it. */
export interface ApiClient {
  get<S extends z.ZodType>(path: string, answer: S, query?: Query): Promise<z.output<S>>
  post<S extends z.ZodType>(path: string, body: unknown, answer: S): Promise<z.output<S>>
  remove<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>>
  /** Lets go of the connections, so that the process can end at once. */
  close(): Promise<void>
}

/** How long requests may take all together, and who may stop them. */
export interface Patience {
  readonly interrupt: AbortSignal
  readonly limitMs: number
}

/** A path with its values encoded: `` route`/api/hosts/${name}` ``. */
export function route(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)))
}

/**
 * Opens a client for one server. The limit runs from now. Throws a CliFailure for everything that is not a good answer: with
 * the server's own code and hint where it gave them.
 */
export function createApiClient(server: FoundServer, patience: Patience): ApiClient {
  const limit = AbortSignal.timeout(patience.limitMs)
  const signal = AbortSignal.any([patience.interrupt, limit])
  const dispatcher = dispatcherFor(server.url)
  const ask = async <S extends z.ZodType>(call: Call, answer: S): Promise<z.output<S>> => {
    try {
      const response = await request(`${server.url}${call.path}`, {
        dispatcher,
        method: call.method,
        query: call.query ?? {},
        headers: {
          authorization: `Bearer ${server.token}`,
          accept: 'application/json',
          'user-agent': `goherd/${VERSION}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal,
      })
      return readAnswer(await receive(response), { server, call, answer })
    } catch (thrown) {
      if (thrown instanceof CliFailure) throw thrown
      if (patience.interrupt.aborted) throw interruptedFailure()
      if (limit.aborted) throw timeoutFailure(server, patience.limitMs)
      throw unreachable(server, thrown)
    }
  }
  return {
    get: (path, answer, query) => ask({ method: 'GET', path, query: defined(query ?? {}) }, answer),
    post: (path, body, answer) => ask({ method: 'POST', path, body }, answer),
    remove: (path, answer) => ask({ method: 'DELETE', path }, answer),
    close: () => dispatcher.destroy(),
  }
}

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Record<string, string | number>
  readonly body?: unknown
}

function defined(query: Query): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** The proxy of the environment, except for a server on this machine. */
function dispatcherFor(url: string): Dispatcher {
  const { HTTP_PROXY, http_proxy, HTTPS_PROXY, https_proxy } = process.env
  const local = /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
  const proxied = [HTTP_PROXY, http_proxy, HTTPS_PROXY, https_proxy].some((proxy) => proxy)
  return proxied && !local ? new EnvHttpProxyAgent() : new Agent()
}

interface Received {
  readonly status: number
  readonly type: string
  readonly location: string | undefined
  readonly text: string
}

async function receive(response: Dispatcher.ResponseData): Promise<Received> {
  const header = (name: string) => [response.headers[name]].flat()[0]
  return {
    status: response.statusCode,
    type: header('content-type') ?? '',
    location: header('location'),
    text: await response.body.text(),
  }
}

interface Asked<S extends z.ZodType> {
  readonly server: FoundServer
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

function notJson({ status, type, text }: Received, server: FoundServer): CliFailure {
  const kind = /html/i.test(type) || /^\s*<(!doctype|html)/i.test(text) ? 'a web page' : type || 'no JSON'
  return new CliFailure({
    code: 'not_a_goherd_server',
    message: `${server.url} (from ${server.source}) answered ${status} with ${kind}, not as a Goherd server does`,
    hint: 'Check the address, and whether a proxy or a sign-in page stands in between.',
    exit: status === 401 || status === 403 ? 'not-allowed' : 'error',
    transient: status >= 500,
  })
}

function redirected({ status, location }: Received, server: FoundServer): CliFailure {
  return new CliFailure({
    code: 'redirected',
    message: `${server.url} (from ${server.source}) answered ${status} and points to ${location ?? 'nowhere'}`,
    cause: 'The token is not sent to another address',
    hint: 'If that address is right, log in to it: goherd login URL.',
  })
}

function timeoutFailure(server: FoundServer, limitMs: number): CliFailure {
  return new CliFailure({
    code: 'timeout',
    message: `not done within ${describeDuration(limitMs)}`,
    cause: `${server.url} (from ${server.source}) had not answered all of it by then`,
    hint: 'Give it longer with --timeout, or see whether the server is well: goherd status.',
    exit: 'timeout',
  })
}

function unreachable(server: FoundServer, thrown: unknown): CliFailure {
  return new CliFailure({
    code: 'server_unreachable',
    message: `cannot reach ${server.url} (from ${server.source})`,
    cause: rootCause(thrown),
    hint: 'Is the server running, and is the address right? npm start starts one; goherd login URL chooses another.',
    transient: true,
  })
}

/** What the system said: undici wraps it, and a name with several addresses gives several errors. */
function rootCause(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return rootCause(thrown.errors[0])
  if (thrown instanceof Error && thrown.cause !== undefined) return rootCause(thrown.cause)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
