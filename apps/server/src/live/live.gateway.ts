import { LIVE_MESSAGES, LIVE_NAMESPACE } from '@goherd/protocol'
import { Logger, type OnModuleDestroy } from '@nestjs/common'
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets'
import type { Namespace, Socket } from 'socket.io'
import { Authenticator } from '../access/index.js'
import { Clock } from '../base/clock/index.js'
import { GoherdError } from '../base/errors/index.js'
import { type Allowance, SOCKET_OPTIONS, TokenBucket } from '../base/sockets/index.js'
import { SERVER_VERSION } from '../fleet/index.js'
import { LiveStream } from './live-stream.js'

/** How often every connection's session or token is looked at again, in milliseconds. */
const RECHECK_MS = 30_000
/** A dashboard asks where the stream stands when it becomes visible again, and hardly says anything else. */
const ALLOWANCE: Allowance = { burst: 20, perSecond: 2 }

type Answer = Readonly<Record<string, unknown>>

/** The door for dashboards and watching command lines: whoever may view may listen; nothing can be changed through it. */
@WebSocketGateway({ ...SOCKET_OPTIONS, namespace: LIVE_NAMESPACE })
export class LiveGateway implements OnGatewayInit<Namespace>, OnModuleDestroy {
  private readonly logger = new Logger(LiveGateway.name)
  private namespace: Namespace | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly authenticator: Authenticator,
    private readonly stream: LiveStream,
    private readonly clock: Clock,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace
    this.stream.bind(namespace)
    namespace.use((socket, next) => {
      void this.refusal(socket).then((refusal) => next(refusal && asHandshakeError(refusal)))
    })
    namespace.on('connection', (socket) => this.opened(socket))
    this.timer = setInterval(() => void this.recheck(), RECHECK_MS)
    this.timer.unref()
  }

  onModuleDestroy(): void {
    clearInterval(this.timer)
  }

  private opened(socket: Socket): void {
    const bucket = new TokenBucket(ALLOWANCE, this.clock.now().getTime())
    socket.onAny((message: string, ...sent: unknown[]) => {
      const last = sent.at(-1)
      const waitMs = bucket.take(this.clock.now().getTime())
      const answer = waitMs > 0 ? tooFast(waitMs) : this.answer(socket, message, sent[0])
      if (typeof last === 'function') last(answer)
    })
    socket.on('disconnect', () => this.stream.left())
    socket.emit('live.opened', { seq: this.stream.position(), serverVersion: SERVER_VERSION })
  }

  /** `live.sync` is all that can be asked. What was missed goes out ahead of the answer, on the same connection. */
  private answer(socket: Socket, message: string, payload: unknown): Answer {
    if (message !== 'live.sync') return refused(UNKNOWN)
    const parsed = LIVE_MESSAGES['live.sync'].payload.safeParse(payload)
    if (!parsed.success) return refused(MALFORMED)
    const missed = this.stream.after(parsed.data.after)
    for (const { message: told, payload: content } of missed ?? []) socket.emit(told, content)
    return { seq: this.stream.position(), gap: missed === undefined }
  }

  /** Ends connections whose session was revoked or expired. While that cannot be found out, they stay. */
  async recheck(): Promise<void> {
    for (const socket of this.namespace?.sockets.values() ?? []) {
      const refusal = await this.refusal(socket)
      if (refusal && refusal.kind !== 'unavailable') socket.disconnect(true)
    }
  }

  /** Why a connection may not listen; undefined when it may. Every role may view. */
  private async refusal({ handshake }: Socket): Promise<GoherdError | undefined> {
    try {
      await this.authenticator.authenticateSocket({ headers: handshake.headers, auth: handshake.auth })
      return undefined
    } catch (error) {
      if (error instanceof GoherdError) return error
      this.logger.warn(`a session could not be checked: ${String(error)}`)
      return new GoherdError('unavailable', 'server_unavailable', {
        message: 'the server cannot check the session at the moment',
        hint: 'Nothing to do: the page tries again by itself.',
        cause: error,
      })
    }
  }
}

function asHandshakeError(refusal: GoherdError): Error {
  const { code, message, hint } = refusal.toFailure()
  return Object.assign(new Error(message), { data: { code, message, hint } })
}

function refused(error: typeof UNKNOWN, retryAfterMs?: number): Answer {
  return { ok: false, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

function tooFast(retryAfterMs: number): Answer {
  return refused(TOO_FAST, retryAfterMs)
}

const UNKNOWN = {
  code: 'message_unknown',
  message: 'this server knows no message of that name',
  hint: 'Reload the page: it is older or newer than the server.',
}
const MALFORMED = {
  code: 'message_malformed',
  message: 'the message is not what the protocol says',
  hint: 'Reload the page: it is older or newer than the server.',
}
const TOO_FAST = {
  code: 'too_fast',
  message: 'this connection sends more messages than the server takes from one',
  hint: 'Try again after retryAfterMs.',
}
