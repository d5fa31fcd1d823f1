import { problem } from '@goherd/protocol'
import type { z } from 'zod'
import { DemoFailure } from './demo-failure.js'

const PATIENCE_MS = 120_000

/** A server's API, as the demo needs it. Answers are checked; refusals become DemoFailures with the server's own code and hint. */
export class Api {
  readonly url: string
  readonly #token: string | undefined
  readonly #signal: AbortSignal

  constructor(url: string, token: string | undefined, signal: AbortSignal) {
    this.url = url
    this.#token = token
    this.#signal = signal
  }

  get<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>> {
    return this.#ask(path, answer, { method: 'GET' })
  }

  post<S extends z.ZodType>(path: string, answer: S, body: object = {}): Promise<z.output<S>> {
    return this.#ask(path, answer, { method: 'POST', body: JSON.stringify(body) })
  }

  async #ask<S extends z.ZodType>(path: string, answer: S, init: RequestInit): Promise<z.output<S>> {
    const response = await this.#fetch(path, init)
    const found: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw refusal(response.status, found, path)
    return answer.parse(found)
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const authorization = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }
    try {
      return await fetch(`${this.url}${path}`, {
        ...init,
        headers: { 'content-type': 'application/json', ...authorization },
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
    } catch (cause) {
      this.#signal.throwIfAborted()
      throw new DemoFailure('server_unreachable', `${this.url} does not answer`, {
        hint: 'Check the address, and look into the server log.',
        cause: cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause,
      })
    }
  }
}

function refusal(status: number, found: unknown, path: string): DemoFailure {
  const read = problem.safeParse(found)
  if (!read.success)
    return new DemoFailure(`http_${status}`, `${path} was answered ${status}`, {
      hint: 'Check that the address is the one of a Goherd server.',
    })
  const { code, message, hint, cause } = read.data.error
  return new DemoFailure(code, message, { hint, cause: cause === undefined ? undefined : new Error(cause) })
}
