import { type KeyObject, sign } from 'node:crypto'
import { fullJitter } from '@goherd/agent-core'
import {
  AGENT_CAPABILITIES,
  AGENT_NAMESPACE,
  type AgentHandshake,
  agentHandshake,
  assignmentChanged,
  type CheckAnswer,
  type CheckDone,
  challengeAnswer,
  challengeText,
  checkAsk,
  checkDoneAnswer,
  type HandshakeRefusal,
  type HostReport,
  handshakeRefusal,
  hostProgress,
  hostRecheck,
  hostReport,
  type Phase,
  PROTOCOL,
  type ReportAnswer,
  reportAnswer,
  type SessionOpened,
  sessionClosed,
  sessionOpened,
} from '@goherd/protocol'
import type { Socket } from 'socket.io-client'
import { AgentError } from './disk/agent-error.js'
import type { Log } from './log.js'
import { postJson } from './post-json.js'
import { AGENT_VERSION } from './version.js'

const RECONNECT = { baseMs: 1_000, capMs: 60_000 }
/** A session that held this long was a good one: the next loss starts the backoff anew. */
const STABLE_MS = 30_000
const HANDSHAKE_MS = 20_000
const REPORT_ANSWER_MS = 30_000

/** What a connection tells its owner. Messages have been parsed; malformed ones are logged and dropped. */
export interface ConnectionListener {
  onOpened(session: SessionOpened): void
  onAssignment(jws: string): void
  onRecheck(bytes: boolean): void
  onCheck(jws: string): CheckAnswer
  onClosed(): void
}

export interface ConnectionOptions {
  readonly server: string
  readonly hostId: string
  readonly key: KeyObject
  /** The newest accepted epoch, asked anew for each handshake. */
  epoch(): number
  readonly listener: ConnectionListener
  readonly log: Log
}

/** How the agent stands to its server. */
export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly error: string; readonly until: number }
  /** The server said `never`: it is not tried again before a restart. */
  | { readonly kind: 'refused'; readonly error: string }

/**
 * The one connection to the server: signs a challenge, opens a websocket, and tries again with full jitter (1 s to 60 s, or
 * what the server asks for) for as long as it is not stopped.
 */
export class Connection {
  readonly #options: ConnectionOptions
  #socket: Socket | undefined
  #retry: NodeJS.Timeout | undefined
  #attempts = 0
  #openedAt = 0
  #stopped = false
  #status: ConnectionStatus = { kind: 'connecting' }
  /** Why the server is about to end this connection, and when to come back. */
  #dismissal: HandshakeRefusal | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** Begins to connect; never throws. */
  start(): void {
    void this.#attempt()
  }

  /** Closes and tries no more. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#socket?.disconnect()
    this.#socket = undefined
  }

  /** Sends a report and waits for its commit. Resolves to undefined when there was no answer in time. */
  async report(report: HostReport): Promise<ReportAnswer | undefined> {
    const socket = this.#socket
    if (socket === undefined || !socket.connected) return undefined
    try {
      const payload = hostReport.parse(report)
      const answer: unknown = await socket.timeout(REPORT_ANSWER_MS).emitWithAck('host.report', payload)
      const read = reportAnswer.safeParse(answer)
      if (!read.success) this.#options.log.warn('the server answered a report in an unknown form')
      return read.success ? read.data : undefined
    } catch (cause) {
      this.#options.log.warn('a report was not answered', { error: AgentError.from(cause).message })
      return undefined
    }
  }

  /** Tells what a check came to. False when the server did not acknowledge it. */
  async checkDone(done: CheckDone): Promise<boolean> {
    const socket = this.#socket
    if (socket === undefined || !socket.connected) return false
    try {
      const answer: unknown = await socket.timeout(REPORT_ANSWER_MS).emitWithAck('check.done', done)
      return checkDoneAnswer.safeParse(answer).data?.ok === true
    } catch (cause) {
      this.#options.log.warn('a check was not acknowledged', { error: AgentError.from(cause).message })
      return false
    }
  }

  /** Tells how far an installation is; lost when the line is busy or down. */
  progress(phase: Phase): void {
    this.#socket?.volatile.emit('host.progress', hostProgress.parse({ phase }))
  }

  async #attempt(): Promise<void> {
    this.#status = { kind: 'connecting' }
    try {
      const auth = await this.#handshake()
      if (this.#stopped) return
      await this.#open(auth)
    } catch (cause) {
      this.#again(AgentError.from(cause).message, undefined)
    }
  }

  async #handshake(): Promise<AgentHandshake> {
    const { server, hostId, key, epoch } = this.#options
    const { challenge } = await postJson(`${server}/api/agent/challenge`, { hostId }, challengeAnswer)
    const signature = sign(null, Buffer.from(challengeText(hostId, challenge)), key).toString('base64url')
    return agentHandshake.parse({
      hostId,
      challenge,
      signature,
      protocol: PROTOCOL,
      capabilities: [...AGENT_CAPABILITIES],
      agentVersion: AGENT_VERSION,
      epoch: epoch(),
    })
  }

  async #open(auth: AgentHandshake): Promise<void> {
    const { io } = await import('socket.io-client')
    const socket = io(`${this.#options.server}${AGENT_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: HANDSHAKE_MS,
      auth,
    })
    this.#socket = socket
    socket.on('connect_error', (error) => {
      socket.disconnect()
      const refusal = handshakeRefusal.safeParse(Reflect.get(error, 'data'))
      this.#again(error.message, refusal.success ? refusal.data : undefined)
    })
    socket.on('disconnect', (reason) => this.#closed(socket, reason))
    this.#listen(socket)
  }

  #listen(socket: Socket): void {
    const { listener, log } = this.#options
    socket.on('session.opened', (payload: unknown) => {
      const session = sessionOpened.safeParse(payload)
      if (!session.success) {
        log.error('the server opened the session in a form this agent does not know')
        socket.disconnect()
        return
      }
      this.#openedAt = Date.now()
      this.#status = { kind: 'open' }
      log.info('connected', { server: this.#options.server })
      listener.onOpened(session.data)
    })
    socket.on('session.closed', (payload: unknown) => {
      const closed = sessionClosed.safeParse(payload)
      if (closed.success) this.#dismissal = closed.data
      else log.warn('the server ends the session in a form this agent does not know')
    })
    socket.on('assignment.changed', (payload: unknown) => {
      const changed = assignmentChanged.safeParse(payload)
      if (changed.success) listener.onAssignment(changed.data.jws)
      else log.warn('an assignment came in a form this agent does not know')
    })
    socket.on('host.recheck', (payload: unknown, answer: unknown) => {
      const asked = hostRecheck.safeParse(payload)
      if (typeof answer === 'function') answer({ accepted: asked.success })
      if (asked.success) listener.onRecheck(asked.data.bytes)
    })
    socket.on('check.ask', (payload: unknown, answer: unknown) => {
      const asked = checkAsk.safeParse(payload)
      const said = asked.success
        ? listener.onCheck(asked.data.jws)
        : { accepted: false, why: 'the order came in a form this agent does not know' }
      if (typeof answer === 'function') answer(said)
    })
  }

  #closed(socket: Socket, reason: string): void {
    if (this.#stopped || socket !== this.#socket) return
    if (this.#openedAt > 0 && Date.now() - this.#openedAt >= STABLE_MS) this.#attempts = 0
    this.#options.listener.onClosed()
    const why = this.#dismissal?.message ?? reason
    this.#again(`the connection ended: ${why}`, this.#dismissal)
  }

  #again(error: string, refusal: HandshakeRefusal | undefined): void {
    this.#socket = undefined
    this.#openedAt = 0
    this.#dismissal = undefined
    if (this.#stopped) return
    if (refusal?.retry === 'never') {
      this.#status = { kind: 'refused', error: refusal.message }
      this.#options.log.error(`the server refuses this host: ${refusal.message}`, { hint: refusal.hint })
      return
    }
    this.#attempts += 1
    const wait = Math.max(refusal?.retry ?? 0, fullJitter(RECONNECT, this.#attempts, Math.random()))
    this.#status = { kind: 'waiting', error, until: Date.now() + wait }
    this.#options.log.warn(`not connected: ${error}`, { retryInMs: wait })
    this.#retry = setTimeout(() => void this.#attempt(), wait)
  }
}
