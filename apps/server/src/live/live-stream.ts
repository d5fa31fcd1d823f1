import type { LiveMessage, LivePayload } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { Namespace } from 'socket.io'
import { Clock } from '../base/clock/index.js'

/** Messages that carry the next number of the stream. */
type Told = Exclude<LiveMessage, 'live.opened' | 'live.sync'>
type Content<M extends Told> = Omit<LivePayload<M>, 'seq'>

/**
 * The numbered stream of everything dashboards are told. Each message is encoded once for all of them. Numbers begin at the
 * time of the start, so that a page that outlived a restart of the server sees a gap and not a coincidence.
 * Several servers on one database: each has its own stream and hears of its own hosts only; changes of hosts then have to be
 * announced to the others as assignments are, over the database.
 */
@Injectable()
export class LiveStream {
  private seq: number
  private namespace: Namespace | undefined

  constructor(clock: Clock) {
    this.seq = clock.now().getTime()
  }

  /** Called once by the gateway. */
  bind(namespace: Namespace): void {
    this.namespace = namespace
  }

  /** The number of the last message. */
  position(): number {
    return this.seq
  }

  /** Whether anybody listens. */
  hasListeners(): boolean {
    return (this.namespace?.sockets.size ?? 0) > 0
  }

  tell<M extends Told>(message: M, content: Content<M>): void {
    this.seq += 1
    this.namespace?.local.emit(message, { ...content, seq: this.seq })
  }
}
