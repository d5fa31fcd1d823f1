import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { fullJitter } from '@goherd/agent-core'
import {
  AGENT_CAPABILITIES,
  AGENT_NAMESPACE,
  assignmentChanged,
  challengeAnswer,
  challengeText,
  checkAsk,
  type HostReport,
  handshakeRefusal,
  hostRecheck,
  PROTOCOL,
  type ReportAnswer,
  reportAnswer,
  sessionClosed,
  sessionOpened,
} from '@goherd/protocol'
import { io, type Socket } from 'socket.io-client'
import { type Clock, REAL_CLOCK } from './clock.js'
import { factsOf, platformOf, post, type SimulatedIdentity } from './enroll-simulated.js'
import { readAssignment, readCheck } from './read-signed.js'
import { SimulatedHost, type Timings } from './simulated-host.js'

const RECONNECT = { baseMs: 1_000, capMs: 60_000 }
const ANSWER_MS = 60_000

export interface SimulatedAgentClientOptions {
  readonly server: string
  readonly identity: SimulatedIdentity
  readonly timings?: Timings
  readonly clock?: Clock
  readonly random?: () => number
  /** Look at the disk as often as the server says. Off: only what the server sends moves the host. */
  readonly heartbeats?: boolean
  /** Releases whose go does not work on this host: it switches back by itself. */
  readonly broken?: readonly string[]
  onReported?(report: HostReport, client: SimulatedAgentClient): void
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
    for (const release of options.broken ?? []) this.host.disk.broken.add(release)
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
    this.#closed = false
    return new Promise((resolve, reject) => {
      this.#opened = (failed) => (failed === undefined ? resolve() : reject(failed))
      void this.#attempt()
    })
  }

  /** Ends the connection until connect() is called again. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#stopBeating?.()
    this.#socket?.disconnect()
  }

  /** The machine is gone in the middle of whatever it did; it does not come back. */
  die(): void {
    this.host.kill()
    this.#closed = true
    this.#cancel?.()
    this.#stopBeating?.()
    this.#socket?.io.engine.close()
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
        capabilities: [...AGENT_CAPABILITIES],
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
    socket.on('check.ask', (payload: unknown, answer: (value: unknown) => void) => {
      const id = this.#mayTry(checkAsk.parse(payload).jws)
      answer({ accepted: id !== undefined, why: id === undefined ? 'not for this host' : '' })
      if (id !== undefined) socket.emit('check.done', { id, result: UNABLE }, () => undefined)
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
    const content = readAssignment(jws, this.identity.signingKey)
    if (content === undefined) return
    const { scope, archives, epoch, desired, origin, urgent, reason } = content
    const mine =
      scope.kind === 'group' ? scope.groupId === this.#groupId : scope.hostId === this.identity.hostId
    if (!mine) return
    const archive = archives[platformOf(this.identity.machine)] ?? null
    this.host.dispatch({ kind: 'assigned', assignment: { epoch, desired, archive, origin, urgent, reason } })
  }

  /** The id of a check that is meant for this host. */
  #mayTry(jws: string): string | undefined {
    const order = readCheck(jws, this.identity.signingKey)
    return order?.hostId === this.identity.hostId ? order.id : undefined
  }

  #report(report: HostReport, first: boolean, answered: (answer: ReportAnswer | undefined) => void): void {
    const { name, machine = {} } = this.identity
    const own = machine.labels === undefined ? {} : { labels: machine.labels }
    const full = first ? { ...report, facts: factsOf(name, machine), ...own } : report
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

/** A simulated machine has no go to run: could not be tried is not a failure. */
const UNABLE = { kind: 'unable', code: 'simulated', why: 'a simulated host runs nothing' } as const
