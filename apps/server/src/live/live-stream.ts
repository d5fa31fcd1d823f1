import { randomInt } from 'node:crypto'
import type { LiveMessage, LivePayload } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { Namespace } from 'socket.io'
import { Clock } from '../base/clock/index.js'
import { type KeptMessage, RecentMessages } from './recent-messages.js'

/** Messages that carry the next number of the stream. */
type Told = Exclude<LiveMessage, 'live.opened' | 'live.sync'>
type Content<M extends Told> = Omit<LivePayload<M>, 'seq'>

/** Far enough apart that two streams never have a number in common. */
const FIRST_BELOW = 2 ** 47
/**
 * What is kept for pages that were away for a moment: a laptop that changed its network, a tab that was hidden. Who was away longer
 * fetches everything, which is less than the messages would be.
 */
const KEEPING = { messages: 2_000, size: 16_000_000, ageMs: 120_000 } as const

/**
 * The numbered stream of everything dashboards are told. Each message is encoded once for all of them. Numbers begin anywhere, so
 * that a page that outlived a restart of the server, or comes from another one, sees a gap and not a coincidence. The last messages
 * are kept for pages that lost their connection for a moment.
 * Several servers on one database: each has its own stream and hears of its own hosts only; changes of hosts then have to be
 * announced to the others as assignments are, over the database.
 */
@Injectable()
export class LiveStream {
  private seq = randomInt(FIRST_BELOW)
  private namespace: Namespace | undefined
  private readonly recent = new RecentMessages(KEEPING)
  /** When somebody listened last, in milliseconds since 1970. */
  private heardAt = Number.NEGATIVE_INFINITY

  constructor(private readonly clock: Clock) {}

  /** Called once by the gateway. */
  bind(namespace: Namespace): void {
    this.namespace = namespace
  }

  /** The number that was given out last. */
  position(): number {
    return this.seq
  }

  /** Somebody stopped listening, and may be back in a moment. */
  left(): void {
    this.heardAt = this.now()
  }

  /** Whether a message is of use to anybody: who listens, or was there a moment ago. */
  isWanted(): boolean {
    return (this.namespace?.sockets.size ?? 0) > 0 || this.now() - this.heardAt <= KEEPING.ageMs
  }

  /** Something changed that nobody is told of; who was there before finds out that it missed something. */
  skip(): void {
    this.seq += 1
    this.recent.clear()
  }

  /** What was told after a number, oldest first; undefined when not all of it is there any more. */
  after(seq: number): readonly KeptMessage[] | undefined {
    return this.recent.after(seq, { position: this.seq, now: this.now() })
  }

  tell<M extends Told>(message: M, content: Content<M>): void {
    this.seq += 1
    const payload = { ...content, seq: this.seq }
    this.recent.add({ seq: this.seq, message, payload, size: sizeOf(payload), at: this.now() })
    this.namespace?.local.emit(message, payload)
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

/** Rows are alike, and there can be many: one is measured for all. */
function sizeOf(payload: object): number {
  if (!('hosts' in payload) || !Array.isArray(payload.hosts)) return JSON.stringify(payload).length
  return (JSON.stringify(payload.hosts[0]) ?? '').length * payload.hosts.length
}
