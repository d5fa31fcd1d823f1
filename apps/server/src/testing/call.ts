import { problem } from '@goherd/protocol'

/** What to send besides method and path. `raw` is a body as it is; `body` is sent as JSON. */
export interface CallOptions {
  readonly token?: string | undefined
  readonly cookie?: string | undefined
  readonly body?: unknown
  readonly raw?: string
  readonly headers?: Record<string, string>
}

/** An answer, with its JSON and the error code if it is the protocol's problem. */
export interface CallAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
  readonly code: string | undefined
  /** Session cookies it sets, as a Cookie header sends them back. */
  readonly cookies: string
}

/** Sends one request to a test server. Redirects are not followed. */
export async function call(
  base: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<CallAnswer> {
  const { token, cookie, body, raw, headers } = options
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(`${base}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  })
  const text = await response.text()
  const json = parse(text)
  const parsed = problem.safeParse(json)
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: parsed.success ? parsed.data.error.code : undefined,
    cookies: cookiesOf(response.headers),
  }
}

/** The cookies an answer sets, as a Cookie header sends them back. */
export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
