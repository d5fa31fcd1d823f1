import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LIVE_NAMESPACE } from '@goherd/protocol'
import { Server as Sockets } from 'socket.io'
import type { z } from 'zod'

/** What a route got: the parsed body, the query, the path's values. */
interface Asked {
  readonly body: unknown
  readonly query: URLSearchParams
  readonly values: readonly string[]
}

/** An answer that must fit the protocol: the server itself fails the test when it does not. */
export interface Route {
  /** `GET /api/hosts/:name`. */
  readonly on: string
  readonly request?: z.ZodType
  readonly answer: z.ZodType
  readonly give: (asked: Asked) => unknown
}

/** An answer as it should never be, or a problem: sent as it is. */
interface Fault {
  readonly status: number
  readonly body: string
  readonly type?: string
  readonly headers?: Record<string, string>
}

export interface ProtocolServer {
  readonly url: string
  /** Requests so far, as `GET /api/status`. */
  readonly seen: string[]
  /** Their queries, in the same order. */
  readonly queries: { readonly on: string; readonly query: URLSearchParams }[]
  /** Bodies so far, by the same name; the last one wins. */
  readonly bodies: Map<string, unknown>
  /** What was wrong with answers or requests; must stay empty. */
  readonly mistakes: string[]
  /** Answers a route with this instead; `hang` never answers. */
  break(on: string, fault: Fault | 'hang'): void
  /** Emits a message to every live connection that showed the right token. */
  tell(message: string, payload: unknown): void
  readonly live: () => number
  close(): Promise<void>
}

export const TOKEN = 'the-right-token'

export function problemBody(code: string, message: string, hint: string): string {
  return JSON.stringify({ error: { code, message, hint } })
}

/** A server that speaks exactly the protocol, over real HTTP and a real socket. */
export async function startProtocolServer(routes: readonly Route[]): Promise<ProtocolServer> {
  const faults = new Map<string, Fault | 'hang'>()
  const seen: string[] = []
  const queries: ProtocolServer['queries'] = []
  const bodies = new Map<string, unknown>()
  const mistakes: string[] = []
  const http = createServer((request, response) => {
    answer(request, response, { routes, faults, seen, queries, bodies, mistakes }).catch((error: unknown) => {
      mistakes.push(`${request.method} ${request.url}: ${String(error)}`)
      send(response, { status: 500, body: problemBody('internal', String(error), 'Fix the test.') })
    })
  })
  const sockets = openSockets(http)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const live = sockets.of(LIVE_NAMESPACE)
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    queries,
    bodies,
    mistakes,
    break: (on, fault) => void faults.set(on, fault),
    tell: (message, payload) => void live.emit(message, payload),
    live: () => live.sockets.size,
    close: async () => {
      http.closeAllConnections()
      await sockets.close()
    },
  }
}

function openSockets(http: Server): Sockets {
  const sockets = new Sockets(http, { transports: ['websocket'] })
  const live = sockets.of(LIVE_NAMESPACE)
  live.use((socket, next) => next(socket.handshake.auth.token === TOKEN ? undefined : new Error('refused')))
  live.on('connection', (socket) => void socket.emit('live.opened', { seq: 0, serverVersion: '0.1.0' }))
  return sockets
}

interface State {
  readonly routes: readonly Route[]
  readonly faults: Map<string, Fault | 'hang'>
  readonly seen: string[]
  readonly queries: ProtocolServer['queries']
  readonly bodies: Map<string, unknown>
  readonly mistakes: string[]
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://test')
  const asked = `${request.method} ${url.pathname}`
  state.seen.push(asked)
  state.queries.push({ on: asked, query: url.searchParams })
  const fault = state.faults.get(asked)
  if (fault === 'hang') return
  if (fault !== undefined) return send(response, fault)
  if (request.headers.authorization !== `Bearer ${TOKEN}`) {
    const body = problemBody('token_unknown', 'this token is not known here', 'Make a new one.')
    return send(response, { status: 401, body })
  }
  const found = state.routes
    .map((route) => ({ route, values: match(route.on, asked) }))
    .find((candidate) => candidate.values !== undefined)
  if (found?.values === undefined) {
    return send(response, { status: 404, body: problemBody('not_found', `no ${asked}`, 'Look again.') })
  }
  const { route, values } = found
  const body = await readBody(request)
  state.bodies.set(asked, body)
  // Strict: what a client sends must be the protocol's own words, not nearly so.
  route.request?.parse(body)
  const given = route.give({ body, query: url.searchParams, values })
  send(response, { status: 200, body: JSON.stringify(route.answer.parse(given)) })
}

function match(on: string, asked: string): string[] | undefined {
  const pattern = new RegExp(`^${on.replace(/:[a-z]+/g, '([^/]+)')}$`)
  return pattern.exec(asked)?.slice(1).map(decodeURIComponent)
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function send(response: ServerResponse, { status, body, type, headers }: Fault): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json', ...headers }).end(body)
}
