import { ProblemError, readProblem } from './problem-error'
import type { Shape } from './shape'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Query = Readonly<Record<string, string | number | undefined>>

interface Call<T> {
  readonly shape: Shape<T>
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return `/api${path}${text === '' ? '' : `?${text}`}`
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function send(method: Method, url: string, body: unknown, signal: AbortSignal | undefined) {
  try {
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    const cause = error instanceof Error ? error.message : String(error)
    throw readProblem(0, { code: 'unreachable', message: 'The server cannot be reached.', cause })
  }
}

async function call<T>(method: Method, path: string, { shape, query, body, signal }: Call<T>): Promise<T> {
  const response = await send(method, address(path, query), body, signal)
  const answer = await readBody(response)
  if (!response.ok) throw readProblem(response.status, answer)
  if (shape(answer)) return answer
  throw new ProblemError(response.status, {
    code: 'unexpected_answer',
    message: `The answer to ${method} ${path} is not what this page expects.`,
    hint: 'Reload the page: the server may be newer than the page.',
  })
}

/** The one way to the API: same origin, session cookie, JSON both ways. Every failure is a ProblemError. */
export const api = {
  get: <T>(path: string, options: Omit<Call<T>, 'body'>) => call('GET', path, options),
  post: <T>(path: string, body: unknown, shape: Shape<T>) => call('POST', path, { body, shape }),
  put: <T>(path: string, body: unknown, shape: Shape<T>) => call('PUT', path, { body, shape }),
  patch: <T>(path: string, body: unknown, shape: Shape<T>) => call('PATCH', path, { body, shape }),
  delete: <T>(path: string, shape: Shape<T>) => call('DELETE', path, { shape }),
}
