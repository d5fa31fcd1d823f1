import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Agent, request } from 'undici'
import { Clock } from '../base/clock/index.js'
import { guardedLookup, isRefusedUrl } from './guarded-address.js'
import { signWebhook } from './sign-webhook.js'

/** Somebody who is told. */
export interface Endpoint {
  readonly url: string
  /** whsec_… */
  readonly secret: string
}

/** What is sent. */
export interface Call {
  /** Of the message; the same for every attempt. */
  readonly id: string
  /** JSON. */
  readonly body: string
  readonly timeoutMs: number
  /** What is read of the answer, in bytes; the rest is left. */
  readonly maxAnswer: number
  readonly signal?: AbortSignal
}

/** What came back. */
export interface CallAnswer {
  readonly status: number
  /** Up to `maxAnswer` bytes of it. */
  readonly text: string
}

/** Sends signed messages to registered endpoints. Redirects are not followed: the one who registered the URL said where. */
@Injectable()
export class WebhookCaller implements OnApplicationShutdown {
  private readonly agent = new Agent({ connect: { lookup: guardedLookup }, keepAliveTimeout: 1_000 })

  constructor(private readonly clock: Clock) {}

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy()
  }

  /** @throws an Error that says why no answer came */
  async post(
    { url, secret }: Endpoint,
    { id, body, timeoutMs, maxAnswer, signal }: Call,
  ): Promise<CallAnswer> {
    if (isRefusedUrl(url)) throw new Error('nothing is sent to link-local and metadata addresses')
    const timestamp = Math.floor(this.clock.now().getTime() / 1000)
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Goherd',
          ...signWebhook(secret, { id, timestamp, body }),
        },
        body,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
      const text = await firstBytes(response.body, maxAnswer)
      return { status: response.statusCode, text }
    } catch (error) {
      throw limit.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`, { cause: error }) : error
    }
  }
}

/** Reads so much and hangs up. */
async function firstBytes(body: AsyncIterable<Buffer>, max: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    parts.push(part)
    size += part.length
    if (size >= max) break
  }
  return Buffer.concat(parts).subarray(0, max).toString('utf8')
}
