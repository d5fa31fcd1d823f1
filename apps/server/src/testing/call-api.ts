import { problem } from '@goherd/protocol'
import type { z } from 'zod'
import type { TestServer } from './start-test-server.js'

/** An answer, with its body parsed as JSON. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** Calls the API as the administrator: `GET` without a body, else `POST`. */
export async function callApi(
  { url, adminToken }: Pick<TestServer, 'url' | 'adminToken'>,
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${url}/api${path}`, init)
  return { status: response.status, body: await response.json() }
}

/** The body of an answer that must be 2xx and fit its schema. */
export function accepted<S extends z.ZodType>({ status, body }: ApiAnswer, schema: S): z.output<S> {
  if (status >= 300) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`)
  return schema.parse(body)
}

/** Status and error of an answer that must be a refusal with a hint. */
export function refused({ status, body }: ApiAnswer): z.output<typeof problem>['error'] & { status: number } {
  if (status < 400) throw new Error(`accepted: ${JSON.stringify(body)}`)
  return { status, ...problem.parse(body).error }
}
