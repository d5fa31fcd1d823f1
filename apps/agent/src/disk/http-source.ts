import type { Dispatcher } from 'undici'
import { AgentError } from './agent-error.js'
import type { ArchiveSource, OpenedArchive } from './archive-source.js'

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
const MAX_REDIRECTS = 3

/** Where an archive is served, and the ETag under which its first part was fetched, when that is known. */
export interface HttpSourceOptions {
  readonly url: string
  readonly etag?: string | undefined
}

/**
 * An archive behind HTTP. One attempt for each `open`; Range with If-Range to go on after an interruption. Refuses HTML pages,
 * errors and ranges that do not fit: codes `http_*` and those of errno.ts. undici is loaded at the first use only.
 */
export function httpSource({ url, etag }: HttpSourceOptions): ArchiveSource {
  return {
    spec: { kind: 'http', url, ...(etag === undefined ? {} : { etag }) },
    async open(from, signal) {
      const { Agent, interceptors } = await import('undici')
      const agent = new Agent({
        connect: { timeout: CONNECT_MS },
        headersTimeout: SILENCE_MS,
        bodyTimeout: SILENCE_MS,
      })
      const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS }))
      try {
        const answer = await dispatcher.request({
          ...addressOf(url),
          method: 'GET',
          headers: headersFor(from, etag),
          signal,
        })
        const status = readStatus(answer, url, from)
        return { status, body: closing(answer.body, agent, url) }
      } catch (cause) {
        agent.destroy().catch(() => undefined)
        throw explained(cause, url)
      }
    },
  }
}

function addressOf(url: string): { origin: string; path: string } {
  const at = URL.canParse(url) ? new URL(url) : undefined
  if (at && (at.protocol === 'http:' || at.protocol === 'https:'))
    return { origin: at.origin, path: `${at.pathname}${at.search}` }
  throw new AgentError({
    code: 'http_bad_address',
    message: `not an http or https address: ${url}`,
    hint: 'Enroll the host again with the server’s full address, such as https://goherd.example.com.',
  })
}

function headersFor(from: number, etag: string | undefined): Record<string, string> {
  return {
    accept: 'application/octet-stream, application/gzip, */*;q=0.1',
    'accept-encoding': 'identity',
    ...(from > 0 ? { range: `bytes=${from}-`, ...(etag === undefined ? {} : { 'if-range': etag }) } : {}),
  }
}

/** What a status and its headers come to. Anything that is not bytes from the right place is an error. */
function readStatus(answer: Dispatcher.ResponseData, url: string, from: number): OpenedArchive['status'] {
  const { statusCode, headers } = answer
  if (statusCode !== 200 && statusCode !== 206) throw refused(statusCode, url)
  const type = String(headers['content-type'] ?? '')
  if (/^(text\/html|application\/xhtml)/i.test(type)) {
    throw new AgentError({
      code: 'http_html',
      message: `${url} answered a web page where an archive was asked for`,
      hint: 'A proxy or sign-in page stands between this host and the server. Let the agent reach it directly.',
    })
  }
  if (statusCode === 200) return 'whole'
  const range = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''))
  if (Number(range?.[1]) === from && range) return 'rest'
  throw new AgentError({
    code: 'http_bad_range',
    message: `${url} answered another part than was asked for: ${String(headers['content-range'])}`,
    hint: 'A proxy between this host and the server mishandles ranges. Let the agent reach the server directly.',
  })
}

function refused(statusCode: number, url: string): AgentError {
  const hint =
    statusCode === 404
      ? 'The server does not have this archive. Sync the release on the server, then it is tried again.'
      : statusCode >= 500
        ? 'The server had a fault of its own. It is tried again by itself; look at the server’s log if it goes on.'
        : 'The server, or a proxy before it, refused the download. Look at the log of both.'
  return new AgentError({
    code: statusCode === 404 ? 'http_not_found' : 'http_refused',
    message: `${url} answered HTTP ${statusCode}`,
    hint,
  })
}

/** What the HTTP client stumbled over. What has no code of its own (a ring of redirects, a broken answer) lies with the other side. */
function explained(cause: unknown, url: string): AgentError {
  const error = AgentError.from(cause)
  if (error.code !== 'internal') return error
  return new AgentError({
    code: 'http_failed',
    message: `${url} could not be fetched: ${error.message}`,
    hint: 'The server, or a proxy before it, does not answer as an HTTP server should. Look at the log of both.',
    cause,
  })
}

/** The body, with its connection closed at the end, whichever end it is. */
async function* closing(
  body: AsyncIterable<Uint8Array>,
  agent: Dispatcher,
  url: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    throw explained(cause, url)
  } finally {
    agent.destroy().catch(() => undefined)
  }
}
