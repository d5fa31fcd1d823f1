import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { canonicalDesiredState, type DesiredState } from '@goherd/model'
import {
  AGENT_NAMESPACE,
  type AgentHandshake,
  type ArchiveRef,
  type Assignment,
  agentHandshake,
  assignment,
  type CheckAnswer,
  type CheckDone,
  challengeText,
  checkAnswer,
  checkDone,
  enrollRequest,
  enrollText,
  type HostReport,
  hostReport,
} from '@goherd/protocol'
import { Server, type Socket } from 'socket.io'
import { platformOf } from '../facts.js'
import { serveArchive } from './serve-archive.js'
import type { TestGo } from './test-go.js'

/** How a test disturbs the server. */
export interface Disturbance {
  /** Bytes per second of a download; unlimited when left out. */
  readonly bytesPerSecond?: number
  /** Ends the connection after so many bytes of a download. */
  readonly cutAfter?: number
  /** Answers a report in this way instead of committing it. */
  readonly refuseReports?: boolean
  /** Answers what a check came to in this way instead of keeping it. */
  readonly refuseChecks?: boolean
}

/** How often an agent is told to look at its disk. */
export const HEARTBEAT_MS = 300

/**
 * As much of a Goherd server as an agent sees, true to the protocol: it checks every signature with the host's key, gives each
 * challenge once, and signs its assignments with a real Ed25519 key.
 */
export class TestServer {
  readonly go: TestGo
  readonly #signer = generateKeyPairSync('ed25519')
  readonly #http: HttpServer
  readonly #io: Server
  readonly #hosts = new Map<string, { readonly key: string; readonly name: string; seq: number }>()
  readonly #challenges = new Set<string>()
  #newest: { readonly epoch: number; readonly jws: string } | undefined
  #epoch = 0
  #watchers: (() => void)[] = []
  disturbance: Disturbance = {}
  /** The agent's own bundles, in the shape of releases. */
  bundles: TestGo | undefined
  readonly reports: HostReport[] = []
  readonly handshakes: AgentHandshake[] = []
  /** What checks came to, as often as it was told. */
  readonly checks: CheckDone[] = []
  downloads = 0
  port = 0

  constructor(go: TestGo) {
    this.go = go
    this.#http = createServer((request, response) => void this.#onRequest(request, response))
    this.#io = new Server(this.#http, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: 65_536,
    })
    const agents = this.#io.of(AGENT_NAMESPACE)
    agents.use((socket, next) => {
      const refusal = this.#refuseHandshake(socket)
      next(refusal)
    })
    agents.on('connection', (socket) => this.#onConnection(socket))
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get connected(): number {
    return this.#io.of(AGENT_NAMESPACE).sockets.size
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve))
    const address = this.#http.address() as AddressInfo
    this.port = address.port
    return this
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections()
    await this.#io.close()
  }

  /** Ends all agents' connections without a word. */
  cutConnections(): void {
    this.#io.of(AGENT_NAMESPACE).disconnectSockets(true)
  }

  /** Ends all agents' connections, after saying when they may come back. */
  dismiss(retry: 'never' | number): void {
    const agents = this.#io.of(AGENT_NAMESPACE)
    agents.emit('session.closed', {
      code: 'going_away',
      message: 'the server restarts',
      hint: 'Wait.',
      retry,
    })
    agents.disconnectSockets(true)
  }

  /** Assigns a state to the group, with the next epoch, and pushes it to who is connected. Answers the epoch. */
  assign(desired: DesiredState, changes: Partial<Assignment> = {}): number {
    this.#epoch += 1
    const digest = createHash('sha256').update(canonicalDesiredState(desired)).digest('hex')
    const archive = this.go.archives[desired.release]
    const archives: Record<string, ArchiveRef> = archive === undefined ? {} : { [platformOf()]: archive }
    const content = assignment.parse({
      format: 1,
      epoch: this.#epoch,
      scope: { kind: 'group', groupId: 'group-1' },
      desired,
      origin: { kind: 'revision', number: this.#epoch, digest },
      archives,
      urgent: true,
      reason: 'a test',
      issuedAt: new Date().toISOString(),
      ...changes,
    })
    this.push(this.sign(content))
    return this.#epoch
  }

  /** Pushes a packet as it is; what comes later replaces it for hosts that connect then. */
  push(jws: string): void {
    this.#newest = { epoch: this.#epoch, jws }
    this.#io.of(AGENT_NAMESPACE).emit('assignment.changed', { jws })
  }

  /** @param typ what the protected header says that it is; assignments say nothing */
  sign(content: unknown, typ?: string): string {
    const head = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'key-1', typ })).toString('base64url')
    const body = Buffer.from(JSON.stringify(content)).toString('base64url')
    const signature = sign(null, Buffer.from(`${head}.${body}`), this.#signer.privateKey)
    return `${head}.${body}.${signature.toString('base64url')}`
  }

  recheck(bytes: boolean): void {
    this.#io.of(AGENT_NAMESPACE).emit('host.recheck', { bytes })
  }

  /** Asks every agent that is connected to try something; answers what each said to that. */
  async ask(jws: string): Promise<CheckAnswer[]> {
    const answers: unknown[] = await this.#io
      .of(AGENT_NAMESPACE)
      .timeout(10_000)
      .emitWithAck('check.ask', { jws })
    return answers.map((one) => checkAnswer.parse(one))
  }

  /** Waits until checks were told so many times in all. */
  async told(times: number, withinMs = 300_000): Promise<CheckDone[]> {
    const deadline = Date.now() + withinMs
    while (this.checks.length < times) {
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`${this.checks.length} checks were told, not ${times}`)
      await this.#change(left)
    }
    return this.checks
  }

  /** Waits for a report that fits, among those that came already and those to come. Fails with the last one. */
  async reported(fits: (report: HostReport) => boolean, withinMs = 300_000): Promise<HostReport> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = this.reports.findLast(fits)
      if (found !== undefined) return found
      const left = deadline - Date.now()
      if (left <= 0)
        throw new Error(`no such report; the last was ${JSON.stringify(this.reports.at(-1), null, 1)}`)
      await this.#change(left)
    }
  }

  /** Resolves when something happened here, or after a moment. */
  changed(): Promise<void> {
    return this.#change(250)
  }

  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#watchers.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #refuseHandshake(socket: Socket): Error | undefined {
    const auth = agentHandshake.safeParse(socket.handshake.auth)
    const host = auth.success ? this.#hosts.get(auth.data.hostId) : undefined
    if (!auth.success || host === undefined) return new Error('unknown host')
    const { hostId, challenge, signature } = auth.data
    const fresh = this.#challenges.delete(challenge)
    const signed = checkSignature(host.key, challengeText(hostId, challenge), signature)
    if (!fresh || !signed) return new Error(fresh ? 'bad signature' : 'challenge used or unknown')
    this.handshakes.push(auth.data)
    return undefined
  }

  #onConnection(socket: Socket): void {
    const auth = agentHandshake.parse(socket.handshake.auth)
    const host = this.#hosts.get(auth.hostId)
    if (host === undefined) return
    const newer =
      this.#newest !== undefined && this.#newest.epoch > auth.epoch ? [{ jws: this.#newest.jws }] : []
    socket.on('host.report', (payload: unknown, answer: (value: unknown) => void) => {
      const report = hostReport.parse(payload)
      if (this.disturbance.refuseReports === true) {
        answer({ ok: false, error: { code: 'busy', message: 'busy', hint: 'wait' }, retryAfterMs: 200 })
        return
      }
      host.seq = Math.max(host.seq, report.seq)
      this.reports.push(report)
      answer({ ok: true, seq: report.seq })
      this.#tell()
    })
    socket.on('check.done', (payload: unknown, answer: (value: unknown) => void) => {
      this.checks.push(checkDone.parse(payload))
      answer({ ok: this.disturbance.refuseChecks !== true })
      this.#tell()
    })
    socket.emit('session.opened', {
      protocol: 1,
      host: { id: auth.hostId, name: host.name, groupId: 'group-1', group: 'build' },
      lastSeq: host.seq,
      heartbeatMs: HEARTBEAT_MS,
      assignments: newer,
    })
    this.#tell()
  }

  #tell(): void {
    for (const watcher of this.#watchers.splice(0)) watcher()
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '' } = request
    if (url.startsWith('/dl/')) {
      this.downloads += 1
      serveArchive(this.go, request, response, this.disturbance)
    } else if (url.startsWith('/agent/dl/') && this.bundles !== undefined) {
      request.url = url.slice('/agent'.length)
      serveArchive(this.bundles, request, response, this.disturbance)
    } else if (url === '/api/agent/challenge') {
      const challenge = randomBytes(16).toString('base64url')
      this.#challenges.add(challenge)
      answer(response, 200, { challenge })
    } else if (url === '/api/enroll') this.#enroll(await bodyOf(request), response)
    else if (!url.startsWith('/socket.io')) answer(response, 404, problemOf('not_found', 'no such page'))
  }

  #enroll(body: unknown, response: ServerResponse): void {
    const request = enrollRequest.parse(body)
    if (!checkSignature(request.publicKey, enrollText(request), request.signature)) {
      answer(response, 400, problemOf('bad_signature', 'the signature does not fit the key'))
      return
    }
    if (request.token !== 'good-token') {
      answer(response, 403, problemOf('token_unknown', 'this token is not known'))
      return
    }
    const hostId = `host-${this.#hosts.size + 1}`
    this.#hosts.set(hostId, { key: request.publicKey, name: request.name, seq: 0 })
    const signingKey = this.#signer.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    answer(response, 201, {
      hostId,
      name: request.name,
      group: 'build',
      groupId: 'group-1',
      signingKey,
      keyId: 'key-1',
    })
  }
}

function checkSignature(publicKey: string, text: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

function problemOf(code: string, message: string) {
  return { error: { code, message, hint: 'Ask for another one.' } }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
