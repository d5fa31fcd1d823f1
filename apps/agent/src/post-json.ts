import { problem } from '@goherd/protocol'
import type { z } from 'zod'
import { AgentError } from './disk/agent-error.js'

const ANSWER_MS = 15_000
const MAX_ANSWER = 65_536

/**
 * Asks the server something by POST. Refusals become AgentErrors with the server's own code and hint; an answer that is not
 * what was asked for is `server_unexpected`. undici is loaded at the first use.
 */
export async function postJson<T extends z.ZodType>(
  url: string,
  body: unknown,
  answer: T,
): Promise<z.infer<T>> {
  const { request } = await import('undici')
  const response = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((cause: unknown) => {
    throw AgentError.from(cause)
  })
  const text = (await response.body.text()).slice(0, MAX_ANSWER)
  const found = parse(text)
  if (response.statusCode >= 200 && response.statusCode < 300) {
    const read = answer.safeParse(found)
    if (read.success) return read.data
    throw unexpected(url, `the answer has another shape: ${read.error.issues[0]?.path.join('.') ?? ''}`)
  }
  const refusal = problem.safeParse(found)
  if (!refusal.success) throw unexpected(url, `HTTP ${response.statusCode}`)
  const { code, message, hint, cause } = refusal.data.error
  throw new AgentError({ code, message, hint, cause })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

function unexpected(url: string, what: string): AgentError {
  return new AgentError({
    code: 'server_unexpected',
    message: `${url} did not answer as a Goherd server does: ${what}`,
    hint: 'Check the address of the server, and that no proxy or sign-in page stands in between.',
  })
}
