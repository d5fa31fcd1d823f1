import { CliFailure } from './cli-failure.js'
import { describeDuration } from './duration.js'
import type { FoundServer } from './find-server.js'

/** Who was asked, and where its address is from. */
type AskedServer = Pick<FoundServer, 'url' | 'source'>

/** One request. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Record<string, string | number>
  readonly body?: unknown
}

/** What came back, before anybody has read it. */
export interface Received {
  readonly status: number
  readonly type: string
  readonly location: string | undefined
  readonly date?: string | undefined
  readonly text: string
}

/** An answer that is no JSON: another server, a proxy, a sign-in page. */
export function notJson({ status, type, text }: Received, server: AskedServer): CliFailure {
  const kind = /html/i.test(type) || /^\s*<(!doctype|html)/i.test(text) ? 'a web page' : type || 'no JSON'
  return new CliFailure({
    code: 'not_a_goherd_server',
    message: `${server.url} (from ${server.source}) answered ${status} with ${kind}, not as a Goherd server does`,
    hint: 'Check the address, and whether a proxy or a sign-in page stands in between.',
    exit: status === 401 || status === 403 ? 'not-allowed' : 'error',
    transient: status >= 500,
  })
}

/** An answer that points elsewhere; it is not followed, because the token would go there too. */
export function redirected({ status, location }: Received, server: AskedServer): CliFailure {
  return new CliFailure({
    code: 'redirected',
    message: `${server.url} (from ${server.source}) answered ${status} and points to ${location ?? 'nowhere'}`,
    cause: 'The token is not sent to another address',
    hint: 'If that address is right, log in to it: goherd login URL.',
  })
}

/** The limit of a command ran out. What a change came to is not known then. */
export function timeoutFailure(server: AskedServer, call: Call, limitMs: number): CliFailure {
  return new CliFailure({
    code: 'timeout',
    message: `not done within ${describeDuration(limitMs)}`,
    cause: `${server.url} (from ${server.source}) had not answered all of it by then`,
    hint:
      call.method === 'GET'
        ? 'Give it longer with --timeout, or see whether the server is well: goherd status.'
        : MAY_BE_DONE,
    exit: 'timeout',
  })
}

const MAY_BE_DONE =
  'It may be done all the same: look with goherd status or goherd audit ls before you try again.'
/** Errors after which it is certain that the server never saw the request. */
const NEVER_ARRIVED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Connect Timeout|certificate/

/** No answer at all: says whether the request can have been carried out. */
export function unreachable(server: AskedServer, call: Call, thrown: unknown): CliFailure {
  const cause = rootCause(thrown)
  const isHarmless = call.method === 'GET' || NEVER_ARRIVED.test(cause)
  return new CliFailure({
    code: 'server_unreachable',
    message: `${isHarmless ? 'cannot reach' : 'lost the connection to'} ${server.url} (from ${server.source})`,
    cause,
    hint: isHarmless
      ? 'Is the server running, and is the address right? npm start starts one; goherd login URL chooses another.'
      : MAY_BE_DONE,
    transient: true,
  })
}

/** What the system said: undici wraps it, and a name with several addresses gives several errors. */
function rootCause(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return rootCause(thrown.errors[0])
  if (thrown instanceof Error && thrown.cause !== undefined) return rootCause(thrown.cause)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
