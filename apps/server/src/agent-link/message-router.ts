import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { type Allowance, TokenBucket } from '../base/sockets/index.js'
import { AgentHandlers, type Handled } from './agent-handlers.js'
import type { AgentSocket } from './agent-peer.js'
import { LinkCounters } from './link-counters.js'

/** Messages of one agent. A change of a host takes about fifteen reports; progress comes a few times a second. */
export const ALLOWANCE: Allowance = { burst: 100, perSecond: 20 }

type Respond = (answer: unknown) => void

/** Attaches to a connection what its messages lead to: the handlers that features registered, and refusals for the rest. */
@Injectable()
export class MessageRouter {
  private readonly logger = new Logger(MessageRouter.name)

  constructor(
    private readonly handlers: AgentHandlers,
    private readonly counters: LinkCounters,
    private readonly clock: Clock,
  ) {}

  /** @param socket a connection that the handshake let in */
  attach(socket: AgentSocket): void {
    const bucket = new TokenBucket(ALLOWANCE, this.now())
    for (const [message, handle] of this.handlers.all()) {
      socket.on(message, (...sent) => {
        const respond = responder(sent)
        const waitMs = bucket.take(this.now())
        if (waitMs > 0) return this.refuse(respond, 'too-fast', TOO_FAST, waitMs)
        this.deliver(() => handle(socket.data, sent[0], respond), respond)
      })
    }
    socket.onAny((message: string, ...sent: unknown[]) => {
      if (this.handlers.all().has(message)) return
      const waitMs = bucket.take(this.now())
      if (waitMs > 0) this.refuse(responder(sent), 'too-fast', TOO_FAST, waitMs)
      else this.refuse(responder(sent), 'unknown-message', UNKNOWN)
    })
  }

  /** An error in a handler is answered like any other, and ends neither the connection nor the server. */
  private deliver(handle: () => Handled, respond: Respond): void {
    try {
      const handled = handle()
      if (!handled.ok) this.refuse(respond, 'malformed', { ...MALFORMED, message: handled.why.slice(0, 500) })
    } catch (error) {
      this.logger.error(error)
      respond({ ok: false, error: INTERNAL })
    }
  }

  private refuse(
    respond: Respond,
    fault: 'too-fast' | 'unknown-message' | 'malformed',
    error: typeof MALFORMED,
    retryAfterMs?: number,
  ): void {
    this.counters.count(fault)
    respond({ ok: false, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

const MALFORMED = {
  code: 'message_malformed',
  message: 'the message is not what the protocol says',
  hint: 'Update goherd-agent on this host; a repeated message of this form is refused again.',
}
const UNKNOWN = {
  code: 'message_unknown',
  message: 'this server knows no message of that name',
  hint: 'Update the server, or goherd-agent on this host, so that both speak of the same.',
}
const TOO_FAST = {
  code: 'too_fast',
  message: 'the host sends more messages than the server takes from one host',
  hint: 'Nothing is lost: the message is sent again after retryAfterMs.',
}
const INTERNAL = {
  code: 'internal',
  message: 'the server made a mistake with this message',
  hint: 'Look into the server log for this time.',
}

/** The acknowledgement of a message, where the agent asked for one; it can be used once. */
function responder(sent: readonly unknown[]): Respond {
  const last = sent.at(-1)
  return typeof last === 'function' ? (answer) => last(answer) : () => {}
}
