import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { problem } from '@goherd/protocol'
import type { z } from 'zod'
import { AgentError } from './disk/agent-error.js'

const ANSWER_MS = 15_000
const MAX_ANSWER = 65_536

interface Answer {
  readonly status: number
  readonly text: string
}

/**
 * Asks the server something by POST. Refusals become AgentErrors with the server's own code and hint; an answer that is not
 * what was asked for is `server_unexpected`. It uses Node's own client, which the websocket has loaded anyway: the daemon asks
 * this at each connection, and undici would cost it a third of its memory at rest.
 */
export async function postJson<T extends z.ZodType>(
  url: string,
  body: unknown,
  answer: T,
): Promise<z.infer<T>> {
  const { status, text } = await post(url, JSON.stringify(body)).catch((cause: unknown) => {
    throw AgentError.from(cause)
  })
  const found = parse(text)
  if (status >= 200 && status < 300) {
    const read = answer.safeParse(found)
    if (read.success) return read.data
    throw unexpected(url, `the answer has another shape: ${read.error.issues[0]?.path.join('.') ?? ''}`)
  }
  const refusal = problem.safeParse(found)
  if (!refusal.success) throw unexpected(url, `HTTP ${status}`)
  const { code, message, hint, cause } = refusal.data.error
  throw new AgentError({ code, message, hint, cause })
}

function post(url: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const open = url.startsWith('https:') ? requestSecure : requestPlain
    const sent = open(url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    })
    const timer = setTimeout(() => sent.destroy(timedOut(url)), ANSWER_MS)
    sent.on('close', () => clearTimeout(timer))
    sent.on('error', reject)
    sent.on('response', (response) => read(response).then(resolve, reject))
    sent.end(body)
  })
}

function timedOut(url: string): Error {
  return Object.assign(new Error(`${url} did not answer within ${ANSWER_MS / 1000} s`), { code: 'ETIMEDOUT' })
}

async function read(response: IncomingMessage): Promise<Answer> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > MAX_ANSWER) throw new Error('the answer is too long')
  }
  return { status: response.statusCode ?? 0, text }
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
