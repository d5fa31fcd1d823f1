import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { fullJitter } from '@goherd/agent-core'
import {
  AGENT_NAMESPACE,
  type Assignment,
  assignment,
  assignmentChanged,
  challengeAnswer,
  challengeText,
  type EnrollAnswer,
  type EnrollRequest,
  enrollAnswer,
  enrollText,
  type HostReport,
  handshakeRefusal,
  hostRecheck,
  PROTOCOL,
  problem,
  type ReportAnswer,
  reportAnswer,
  sessionClosed,
  sessionOpened,
} from '@goherd/protocol'
import { io, type Socket } from 'socket.io-client'
import { type Clock, REAL_CLOCK } from './clock.js'
import { SimulatedHost, type Timings } from './simulated-host.js'

const PLATFORM = 'linux/amd64'
const RECONNECT = { baseMs: 1_000, capMs: 60_000 }
const ANSWER_MS = 60_000

/** Everything a simulated host needs to come back as the same one. */
export interface SimulatedIdentity extends EnrollAnswer {
  /** PKCS#8 in PEM. */
  readonly privateKey: string
}

export interface SimulatedAgentClientOptions {
  readonly server: string
  readonly identity: SimulatedIdentity
  readonly timings?: Timings
  readonly clock?: Clock
  readonly random?: () => number
  /** Look at the disk as often as the server says. Off: only what the server sends moves the host. */
  readonly heartbeats?: boolean
  onReported?(report: HostReport, client: SimulatedAgentClient): void
}

/** Enrolls a simulated host over HTTP like a real agent. Throws with the server's own code and message. */
export async function enrollSimulated(
  server: string,
  token: string,
  name: string,
): Promise<SimulatedIdentity> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const body: EnrollRequest = {
    token,
    name,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, Buffer.from(enrollText({ token, name })), privateKey).toString('base64url'),
    facts: factsOf(name),
  }
  const answer = enrollAnswer.parse(await post(`${server}/api/enroll`, body))
  return { ...answer, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

function factsOf(name: string): EnrollRequest['facts'] {
  return {
    hostname: name,
    platform: PLATFORM,
    root: `/simulated/${name}`,
    agentVersion: '0.1.0',
    nodeVersion: process.version,
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const found: unknown = await response.json()
  if (response.ok) return found
  const refusal = problem.safeParse(found)
  throw new Error(
    refusal.success
      ? `${url}: ${refusal.data.error.code}: ${refusal.data.error.message}`
      : `${url}: HTTP ${response.status}`,
  )
}

/** One simulated host with a real connection: challenge, signed handshake, reports and acknowledgements. */
export class SimulatedAgentClient {
  readonly host: SimulatedHost
  readonly #options: SimulatedAgentClientOptions
  readonly #key: KeyObject
  readonly #clock: Clock
  readonly #random: () => number
  #groupId: string
  #socket: Socket | undefined
  #attempts = 0
  #closed = false
  #cancel: (() => void) | undefined
  #stopBeating: (() => void) | undefined
  #opened: ((problem: Error | undefined) => void) | undefined

  constructor(options: SimulatedAgentClientOptions) {
    this.#options = options
    this.#key = createPrivateKey(options.identity.privateKey)
    this.#groupId = options.identity.groupId
    this.#clock = options.clock ?? REAL_CLOCK
    this.#random = options.random ?? Math.random
    this.host = new SimulatedHost({
      clock: this.#clock,
      random: this.#random,
      ...(options.timings === undefined ? {} : { timings: options.timings }),
      report: (report, first, answered) => this.#report(report, first, answered),
    })
    this.host.start()
  }

  /** Who the host is; to be kept for a later run. */
  get identity(): SimulatedIdentity {
    return this.#options.identity
  }

  /** Is a session open? */
  get connected(): boolean {
    return this.#socket?.connected ?? false
  }

  /** Connects; resolves when the session is open. A lost connection is tried again with full jitter until close(). */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opened = (failed) => (failed === undefined ? resolve() : reject(failed))
      void this.#attempt()
    })
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#stopBeating?.()
    this.#socket?.disconnect()
  }

  /** Breaks the connection as a network would; it comes back by itself. */
  drop(): void {
    this.#socket?.io.engine.close()
  }

  async #attempt(): Promise<void> {
    try {
      const { server, identity } = this.#options
      const { hostId } = identity
      const { challenge } = challengeAnswer.parse(await post(`${server}/api/agent/challenge`, { hostId }))
      if (this.#closed) return
      const signature = sign(null, Buffer.from(challengeText(hostId, challenge)), this.#key).toString(
        'base64url',
      )
      const epoch = this.host.state.memory.accepted?.epoch ?? 0
      const auth = {
        hostId,
        challenge,
        signature,
        protocol: PROTOCOL,
        capabilities: [],
        agentVersion: '0.1.0',
        epoch,
      }
      this.#listen(
        io(`${server}${AGENT_NAMESPACE}`, {
          transports: ['websocket'],
          reconnection: false,
          forceNew: true,
          auth,
        }),
      )
    } catch (cause) {
      this.#again(cause instanceof Error ? cause : new Error(String(cause)), 0)
    }
  }

  #listen(socket: Socket): void {
    this.#socket = socket
    let retry: 'never' | number = 0
    socket.on('session.closed', (payload: unknown) => {
      retry = sessionClosed.parse(payload).retry
    })
    socket.on('session.opened', (payload: unknown) => this.#onOpened(payload))
    socket.on('assignment.changed', (payload: unknown) => this.#takeIn(assignmentChanged.parse(payload).jws))
    socket.on('host.recheck', (payload: unknown, answer: (value: unknown) => void) => {
      answer({ accepted: true })
      this.host.dispatch({ kind: 'recheck-asked', bytes: hostRecheck.parse(payload).bytes })
    })
    socket.on('connect_error', (error) => {
      socket.disconnect()
      const refusal = handshakeRefusal.safeParse(Reflect.get(error, 'data'))
      this.#again(error, refusal.success ? refusal.data.retry : 0)
    })
    socket.on('disconnect', (reason) => {
      this.#stopBeating?.()
      this.host.dispatch({ kind: 'disconnected' })
      this.#again(new Error(reason), retry)
    })
  }

  #onOpened(payload: unknown): void {
    const session = sessionOpened.parse(payload)
    this.#attempts = 0
    this.#groupId = session.host.groupId
    for (const { jws } of session.assignments) this.#takeIn(jws)
    this.host.dispatch({ kind: 'connected', lastSeq: session.lastSeq })
    if (this.#options.heartbeats === true) this.#beat(session.heartbeatMs)
    this.#opened?.(undefined)
    this.#opened = undefined
  }

  #beat(everyMs: number): void {
    this.#stopBeating = this.#clock.after(everyMs, () => {
      this.host.dispatch({ kind: 'heartbeat' })
      this.#beat(everyMs)
    })
  }

  #takeIn(jws: string): void {
    const content = readSigned(jws, this.identity.signingKey)
    if (content === undefined) return
    const { scope, archives, epoch, desired, origin, urgent, reason } = content
    const mine =
      scope.kind === 'group' ? scope.groupId === this.#groupId : scope.hostId === this.identity.hostId
    if (!mine) return
    const archive = archives[PLATFORM] ?? null
    this.host.dispatch({ kind: 'assigned', assignment: { epoch, desired, archive, origin, urgent, reason } })
  }

  #report(report: HostReport, first: boolean, answered: (answer: ReportAnswer | undefined) => void): void {
    const full = first ? { ...report, facts: factsOf(this.identity.name) } : report
    this.#socket?.timeout(ANSWER_MS).emit('host.report', full, (error: Error | null, answer: unknown) => {
      const read = error === null ? reportAnswer.safeParse(answer) : undefined
      answered(read?.success ? read.data : undefined)
      if (read?.success && read.data.ok) this.#options.onReported?.(report, this)
    })
  }

  #again(error: Error, retry: 'never' | number): void {
    if (this.#closed) return
    if (retry === 'never') {
      this.#opened?.(error)
      return
    }
    this.#attempts += 1
    const wait = Math.max(retry, fullJitter(RECONNECT, this.#attempts, this.#random()))
    this.#cancel = this.#clock.after(wait, () => void this.#attempt())
  }
}

let lastRead:
  | { readonly jws: string; readonly key: string; readonly content: Assignment | undefined }
  | undefined

/** One packet serves a whole group, so in one process it is checked once. undefined when the signature or the shape is wrong. */
function readSigned(jws: string, signingKey: string): Assignment | undefined {
  if (lastRead?.jws !== jws || lastRead.key !== signingKey) {
    lastRead = { jws, key: signingKey, content: checkSigned(jws, signingKey) }
  }
  return lastRead.content
}

function checkSigned(jws: string, signingKey: string): Assignment | undefined {
  const [head = '', body = '', signature = ''] = jws.split('.')
  const key = createPublicKey({ key: Buffer.from(signingKey, 'base64'), type: 'spki', format: 'der' })
  if (!verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
    return undefined
  const read = assignment.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  return read.success ? read.data : undefined
}
