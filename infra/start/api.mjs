import { Problem } from '../say/problem.mjs'

const PATIENCE_MS = 60_000

/** The server's API as this script needs it. */
export class Api {
  /** @param {{ url: string, token?: string, signal?: AbortSignal }} options */
  constructor({ url, token, signal }) {
    this.url = url
    this.token = token
    this.signal = signal
  }

  /** @param {string} path */
  get(path) {
    return this.call('GET', path)
  }

  /** @param {string} path @param {object} [body] */
  post(path, body = {}) {
    return this.call('POST', path, body)
  }

  /**
   * @param {string} method
   * @param {string} path below the server's origin
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>} the answer's JSON; a Problem with the server's own code and hint when it refuses
   */
  async call(method, path, body, headers = {}) {
    const answer = await this.fetch(method, path, body, headers)
    const text = await answer.text()
    if (answer.ok) return text === '' ? null : JSON.parse(text)
    const problem = parseProblem(text)
    throw new Problem(
      problem.code ?? `http_${answer.status}`,
      problem.message ?? `${method} ${path} answered ${answer.status}`,
      {
        hint: problem.hint ?? 'Look into the server log.',
        cause: problem.cause ? new Error(String(problem.cause)) : undefined,
      },
    )
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
  async fetch(method, path, body, headers = {}) {
    const timeout = AbortSignal.timeout(PATIENCE_MS)
    const ask = () =>
      fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...headers,
        },
        body: body && JSON.stringify(body),
        signal: this.signal ? AbortSignal.any([timeout, this.signal]) : timeout,
        redirect: 'manual',
      })
    try {
      // A server may close an idle connection at the moment it is used again: reading twice does no harm.
      return await ask().catch((error) =>
        method === 'GET' && isClosedSocket(error) ? ask() : Promise.reject(error),
      )
    } catch (error) {
      this.signal?.throwIfAborted()
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      throw new Problem('server_unreachable', `${this.url} does not answer`, {
        hint: 'Look into the server log.',
        cause,
      })
    }
  }
}

/** @param {unknown} error */
function isClosedSocket(error) {
  return (
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'UND_ERR_SOCKET'
  )
}

/** @param {string} text @returns {{ code?: string, message?: string, hint?: string, cause?: unknown }} */
function parseProblem(text) {
  try {
    return JSON.parse(text).error ?? {}
  } catch (error) {
    if (error instanceof SyntaxError) return { message: text.slice(0, 200) || undefined }
    throw error
  }
}
