import type { LIVE_NAMESPACE } from '@goherd/protocol'
import { io, type Socket } from 'socket.io-client'
import { type ConnectionState, connectionState, STALE_AFTER_MS } from './connection-state'
import { drained, EMPTY_INBOX, type Inbox, isEmpty, type LiveEvent, receive, synced } from './inbox'
import { READERS } from './read-message'

const NAMESPACE: typeof LIVE_NAMESPACE = '/live'

/** How long messages are collected before the page changes, in milliseconds. */
const BATCH_MS = 250
/** After this the server is asked once more what was missed, in milliseconds. */
const ASK_AGAIN_MS = 2_000

/** The page's one connection to the live namespace: collects messages, hands them over in batches, rests in hidden tabs. */
export class LiveConnection {
  private readonly socket: Socket
  private readonly flush: (inbox: Inbox) => void
  private readonly listeners = new Set<() => void>()
  private inbox: Inbox = EMPTY_INBOX
  private timer: ReturnType<typeof setTimeout> | undefined
  private staleTimer: ReturnType<typeof setTimeout> | undefined
  private asking = false
  private lostAt: number | null = null
  private current: ConnectionState = { kind: 'connecting' }

  constructor(flush: (inbox: Inbox) => void) {
    this.flush = flush
    this.socket = io(NAMESPACE, {
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelayMax: 5_000,
    })
    for (const [message, read] of Object.entries(READERS)) {
      this.socket.on(message, (payload: unknown) => this.take(read(payload)))
    }
    this.socket.on('connect', () => this.changeTo(true))
    this.socket.on('disconnect', (reason) => {
      this.changeTo(false)
      this.asking = false
      // The manager retries by itself, except when the server closed the socket on purpose (a restart, a new session).
      if (reason === 'io server disconnect') setTimeout(() => this.socket.connect(), 1_000)
    })
    this.socket.on('connect_error', () => this.changeTo(false))
  }

  readonly open = (): void => {
    document.addEventListener('visibilitychange', this.onVisibility)
    this.socket.connect()
  }

  readonly close = (): void => {
    document.removeEventListener('visibilitychange', this.onVisibility)
    clearTimeout(this.timer)
    clearTimeout(this.staleTimer)
    this.timer = undefined
    this.socket.disconnect()
  }

  readonly state = (): ConnectionState => this.current

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private take(event: LiveEvent | undefined): void {
    if (!event) return
    this.inbox = receive(this.inbox, event)
    if (this.inbox.behind) this.ask()
    if (document.hidden || isEmpty(this.inbox)) return
    this.timer ??= setTimeout(this.hand, BATCH_MS)
  }

  private readonly hand = (): void => {
    this.timer = undefined
    if (document.hidden || isEmpty(this.inbox)) return
    const inbox = this.inbox
    this.inbox = drained(inbox)
    this.flush(inbox)
  }

  private readonly onVisibility = (): void => {
    if (!document.hidden) this.ask()
  }

  /** Has told again what was missed. The answer comes after it, on the same connection. */
  private ask(): void {
    const after = this.inbox.seq
    if (this.asking || after === null || !this.socket.connected) return
    this.asking = true
    this.socket
      .timeout(ASK_AGAIN_MS)
      .emit('live.sync', { after }, (error: Error | null, answer?: { seq?: unknown; gap?: unknown }) => {
        // A connection that was lost meanwhile asks by itself when it is back.
        if (!this.asking) return
        this.asking = false
        const { seq, gap } = answer ?? {}
        if (error === null && typeof seq === 'number' && typeof gap === 'boolean') this.answered({ seq, gap })
        else setTimeout(() => this.ask(), ASK_AGAIN_MS)
      })
  }

  private answered(answer: { readonly seq: number; readonly gap: boolean }): void {
    this.inbox = synced(this.inbox, answer)
    this.hand()
  }

  private changeTo(connected: boolean): void {
    this.lostAt = connected ? null : (this.lostAt ?? Date.now())
    clearTimeout(this.staleTimer)
    const now = Date.now()
    const next = connectionState(connected, this.lostAt, now)
    if (next.kind === 'reconnecting')
      this.staleTimer = setTimeout(() => this.changeTo(false), STALE_AFTER_MS - (now - next.since))
    this.current = next
    for (const listener of this.listeners) listener()
  }
}
