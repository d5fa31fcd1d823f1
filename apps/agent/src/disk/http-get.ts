import type { Dispatcher } from 'undici'
import { AgentError } from './agent-error.js'

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
const MAX_REDIRECTS = 5

/** One question by HTTP. */
export interface HttpAsk {
  readonly url: string
  /** GET when left out. */
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** An answer whose status is 200 or 206 and which is no web page. Whoever does not read its body to the end calls `close`. */
export interface HttpAnswer {
  readonly status: 200 | 206
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined
  readonly body: AsyncIterable<Uint8Array>
  close(): void
}

/**
 * Asks by HTTP, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, and follows redirects, but none from https to
 * http. Throws AgentError: `http_*`, `proxy_*` and the codes of errno.ts. undici is loaded at the first use only.
 */
export async function askHttp(ask: HttpAsk): Promise<HttpAnswer> {
  const dispatcher = await dispatcherFor(ask)
  try {
    const answer = await follow(dispatcher, ask)
    const { statusCode, headers } = answer
    if (statusCode !== 200 && statusCode !== 206) throw refused(answer, ask.url)
    const header = (name: string) => textOf(headers[name])
    if (/^(text\/html|application\/xhtml)/i.test(header('content-type') ?? '')) throw webPage(ask.url)
    const close = () => end(dispatcher)
    return { status: statusCode, header, body: closing(answer.body, dispatcher, ask.url), close }
  } catch (cause) {
    end(dispatcher)
    throw explained(cause, ask.url)
  }
}

/** An address without the password it may carry, for people to read. */
export function shownAddress(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]+@/i, '$1')
}

async function dispatcherFor({ url }: HttpAsk): Promise<Dispatcher> {
  readAddress(url)
  const { EnvHttpProxyAgent } = await import('undici')
  try {
    return new EnvHttpProxyAgent({
      connect: { timeout: CONNECT_MS },
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      // Many proxies tunnel to port 443 only; plain http goes through them as it always did.
      proxyTunnel: false,
    })
  } catch (cause) {
    throw new AgentError({
      code: 'proxy_bad_address',
      message: 'the proxy that HTTP_PROXY or HTTPS_PROXY names is no address',
      hint: 'Write it as http://proxy.example.com:3128, or unset both.',
      cause,
    })
  }
}

function end(dispatcher: Dispatcher): void {
  dispatcher.destroy().catch(() => undefined)
}

function readAddress(url: string): URL {
  const at = URL.canParse(url) ? new URL(url) : undefined
  if (at?.protocol === 'http:' || at?.protocol === 'https:') return at
  throw new AgentError({
    code: 'http_bad_address',
    message: `not an http or https address: ${shownAddress(url)}`,
    hint: 'Give the full address, such as https://goherd.example.com.',
  })
}

async function follow(dispatcher: Dispatcher, ask: HttpAsk): Promise<Dispatcher.ResponseData> {
  let at = readAddress(ask.url)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await dispatcher.request({
      origin: at.origin,
      path: `${at.pathname}${at.search}`,
      method: ask.method ?? 'GET',
      headers: { 'accept-encoding': 'identity', ...ask.headers, ...credentialsOf(at, ask.url) },
      signal: ask.signal,
    })
    const location = textOf(answer.headers.location)
    if (answer.statusCode < 300 || answer.statusCode > 399 || location === undefined) return answer
    await answer.body.dump({ limit: 65_536 })
    const next = readAddress(URL.canParse(location, at.href) ? new URL(location, at.href).href : location)
    if (at.protocol === 'https:' && next.protocol === 'http:') throw downgraded(at)
    at = next
  }
  throw new AgentError({
    code: 'http_failed',
    message: `${shownAddress(ask.url)} redirects without end`,
    hint: 'Look at the log of the server, or of a proxy before it.',
  })
}

/** User and password of an address go to the place they were given for, and nowhere a redirect leads. */
function credentialsOf(at: URL, asked: string): { authorization?: string } {
  const { username, password, origin } = new URL(asked)
  if (at.origin !== origin || (username === '' && password === '')) return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function downgraded(at: URL): AgentError {
  return new AgentError({
    code: 'http_downgrade',
    message: `${at.origin} redirects from https to http, where anybody on the way could answer`,
    hint: 'Ask the owner of the source to redirect to https, or use another source.',
  })
}

function webPage(url: string): AgentError {
  return new AgentError({
    code: 'http_html',
    message: `${shownAddress(url)} answered a web page where an archive or data was asked for`,
    hint: 'A proxy or sign-in page may stand in between, or the address is one for people. Open it in a browser, and let the agent reach the source directly.',
  })
}

function refused({ statusCode, headers }: Dispatcher.ResponseData, url: string): AgentError {
  const after = textOf(headers['retry-after'])
  const wait = after === undefined ? 'later' : `after ${after}${/^\d+$/.test(after) ? ' s' : ''}`
  const row = STATUS[statusCode] ?? (statusCode >= 500 ? FAULT : REFUSED)
  return new AgentError({
    code: row.code,
    message: `${shownAddress(url)} answered HTTP ${statusCode}`,
    hint: row.hint.replace('WAIT', wait),
  })
}

interface Row {
  readonly code: string
  readonly hint: string
}

const NOT_FOUND: Row = {
  code: 'http_not_found',
  hint: 'The source does not have this. Sync the release on the server, or choose another release or source: goherd-agent ls --remote.',
}
const REFUSED: Row = {
  code: 'http_refused',
  hint: 'The source, or a proxy before it, refused. Look at the log of both, and whether it wants a user and password in the address.',
}
const FAULT: Row = {
  code: 'http_refused',
  hint: 'The source had a fault of its own. Try again later; look at its log if it goes on.',
}
const STATUS: Readonly<Record<number, Row>> = {
  404: NOT_FOUND,
  410: NOT_FOUND,
  407: {
    code: 'proxy_auth',
    hint: 'The proxy wants a user and password: HTTPS_PROXY=http://USER:PASSWORD@proxy.example.com:3128.',
  },
  429: { code: 'http_rate_limited', hint: 'The source answers too many at the moment. Try again WAIT.' },
}

/** What the HTTP client stumbled over. What has no code of its own (a broken answer) lies with the other side. */
function explained(cause: unknown, url: string): AgentError {
  const error = AgentError.from(cause)
  const proxyStatus = /^Proxy response \((\d+)\)/.exec(error.message)?.[1]
  if (proxyStatus !== undefined) {
    const auth = proxyStatus === '407'
    return new AgentError({
      code: auth ? 'proxy_auth' : 'proxy_refused',
      message: `the proxy answered HTTP ${proxyStatus} when asked for ${shownAddress(url)}`,
      hint: auth
        ? (STATUS[407]?.hint ?? '')
        : 'Ask the owner of the proxy to let this host through, or name the host in NO_PROXY.',
      cause,
    })
  }
  if (error.code !== 'internal') return error
  return new AgentError({
    code: 'http_failed',
    message: `${shownAddress(url)} could not be fetched: ${error.message}`,
    hint: 'The server, or a proxy before it, does not answer as an HTTP server should. Look at the log of both.',
    cause,
  })
}

/** The body, with its connection closed at the end, whichever end it is. */
async function* closing(
  body: AsyncIterable<Uint8Array>,
  dispatcher: Dispatcher,
  url: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    throw explained(cause, url)
  } finally {
    end(dispatcher)
  }
}
