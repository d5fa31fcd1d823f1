import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Dispatcher, EnvHttpProxyAgent, interceptors, request } from 'undici'
import { GoherdError } from '../base/errors/index.js'
import { folderIndex, type GoSource, shownUrl } from './go-source.js'
import { answersHtml } from './parse-index.js'

/** Milliseconds without an answer, or without another byte of it, after which a source counts as stalled. */
export const STALLED_AFTER_MS = 30_000
/** The official index has some 3 MB. */
const MAX_INDEX_BYTES = 64_000_000
const MAX_REDIRECTS = 5

/** How long to be patient with a source. */
export interface Patience {
  /** See STALLED_AFTER_MS. */
  readonly stalledAfterMs?: number
  /** Ends the conversation at once. */
  readonly signal?: AbortSignal
}

/** The bytes of an archive as they arrive. Errors of the stream go through `sourceFailure`. */
export interface ArchiveStream {
  readonly body: Readable
  /** What the source says it will send, in bytes; undefined when it doesn't. */
  readonly length: number | undefined
}

/**
 * Fetches the text of a source's index.
 * @throws GoherdError of kind `upstream`: source_unreachable, source_stalled, source_answers_html, index_missing, index_malformed
 */
export async function readIndex(source: GoSource, patience: Patience = {}): Promise<string> {
  if (source.kind === 'folder') return readFolderIndex(source.folder)
  let first: unknown
  for (const url of source.indexes) {
    try {
      return await readSiteIndex(url, patience)
    } catch (error) {
      // A plain file server answers the official site's question with a listing or 404, and has dl.json beside it.
      if (!(error instanceof GoherdError) || !NOT_THERE.has(error.code)) throw error
      first ??= error
    }
  }
  throw first
}
const NOT_THERE = new Set(['source_answers_html', 'index_missing'])

async function readFolderIndex(folder: string): Promise<string> {
  const path = folderIndex(folder)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new GoherdError('upstream', 'source_unreachable', {
      message: `${path} cannot be read`,
      hint: 'GOHERD_GO_SOURCE must be an URL, or a folder that holds dl.json and the archives it lists.',
      cause,
    })
  }
}

async function readSiteIndex(url: string, patience: Patience): Promise<string> {
  const { body } = await open(url, patience, 'index_missing', 'the index')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_INDEX_BYTES) break
    }
  } catch (cause) {
    throw sourceFailure(url, cause)
  }
  if (size <= MAX_INDEX_BYTES) return Buffer.concat(chunks).toString('utf8')
  throw new GoherdError('upstream', 'index_malformed', {
    message: `${url} sends more than ${MAX_INDEX_BYTES} bytes`,
    hint: 'Check that GOHERD_GO_SOURCE leads to the index of Go releases.',
  })
}

/**
 * Knocks at a source. Any answer will do.
 * @returns who answered, for people
 * @throws GoherdError `source_unreachable` for a folder; for a site what the HTTP client threw
 */
export async function reachSource(
  source: GoSource,
  { stalledAfterMs = STALLED_AFTER_MS }: Patience = {},
): Promise<string> {
  if (source.kind === 'folder') {
    await readFolderIndex(source.folder)
    return `the folder ${source.folder} can be read`
  }
  const dispatcher = dispatcherFor(stalledAfterMs)
  try {
    const { address, headers } = withoutCredentials(`${source.files}/`)
    const { statusCode, body } = await request(address, { dispatcher, headers })
    await body.dump({ limit: 65_536 }).catch(() => undefined)
    return `${address.host} answers (status ${statusCode})`
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * Opens an archive of a source.
 * @throws GoherdError of kind `upstream`: source_unreachable, source_stalled, source_answers_html, archive_missing
 */
export async function openArchive(
  source: GoSource,
  filename: string,
  patience: Patience = {},
): Promise<ArchiveStream> {
  if (source.kind === 'site') {
    return open(`${source.files}/${filename}`, patience, 'archive_missing', 'an archive')
  }
  const path = `${source.folder}/${filename}`
  try {
    const { size } = await stat(path)
    return { body: createReadStream(path, { highWaterMark: 1 << 20 }), length: size }
  } catch (cause) {
    throw missing('archive_missing', path, cause)
  }
}

async function open(
  url: string,
  { stalledAfterMs = STALLED_AFTER_MS, signal }: Patience,
  absent: 'index_missing' | 'archive_missing',
  what: string,
): Promise<ArchiveStream> {
  const dispatcher = dispatcherFor(stalledAfterMs)
  const redirecting = dispatcher.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS }))
  const { address, headers } = withoutCredentials(url)
  const options = { dispatcher: redirecting, headers, ...(signal ? { signal } : {}) }
  const answer = await request(address, options).catch((cause: unknown) => {
    throw sourceFailure(url, cause)
  })
  // Whoever reads hears of errors by reading; a body that is thrown away unread must not bring the process down.
  answer.body.on('error', () => undefined)
  answer.body.once('close', () => dispatcher.close().catch(() => undefined))
  const refusal = refuse(url, answer, absent, what)
  if (refusal) {
    await answer.body.dump({ limit: 65_536 }).catch(() => undefined)
    throw refusal
  }
  const length = answer.headers['content-length']
  return { body: answer.body, length: typeof length === 'string' ? Number(length) : undefined }
}

function dispatcherFor(stalledAfterMs: number): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({
    headersTimeout: stalledAfterMs,
    bodyTimeout: stalledAfterMs,
    connectTimeout: Math.min(stalledAfterMs, 10_000),
  })
}

/** An URL's user and password go into a header, which a redirect to another host leaves behind. */
function withoutCredentials(url: string) {
  const address = new URL(url)
  const { username, password } = address
  if (username === '' && password === '') return { address, headers: {} }
  address.username = ''
  address.password = ''
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { address, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } }
}

function refuse(
  url: string,
  { statusCode, headers }: Dispatcher.ResponseData,
  absent: 'index_missing' | 'archive_missing',
  what: string,
): GoherdError | undefined {
  if (statusCode === 404 || statusCode === 410) return missing(absent, shownUrl(url))
  if (statusCode !== 200) {
    return new GoherdError('upstream', 'source_unreachable', {
      message: `${shownUrl(url)} answers with status ${statusCode}`,
      hint: 'Check GOHERD_GO_SOURCE, and that this server may use it.',
    })
  }
  return /^text\/html\b/i.test(String(headers['content-type'] ?? '')) ? answersHtml(what) : undefined
}

function missing(code: 'index_missing' | 'archive_missing', where: string, cause?: unknown): GoherdError {
  return new GoherdError('upstream', code, {
    message: `the Go source has no ${where}`,
    hint:
      code === 'index_missing'
        ? 'Check GOHERD_GO_SOURCE: it must answer as go.dev/dl does, or have a dl.json.'
        : 'The source lists it but does not have it: complete the mirror, or use another source.',
    cause,
  })
}

/** What went wrong on the way, as an error of kind `upstream`. */
export function sourceFailure(where: string, cause: unknown): GoherdError {
  if (cause instanceof GoherdError) return cause
  const stalled = cause instanceof Error && 'code' in cause && STALLED.has(String(cause.code))
  return new GoherdError('upstream', stalled ? 'source_stalled' : 'source_unreachable', {
    message: stalled
      ? `${shownUrl(where)} stopped answering`
      : `${shownUrl(where)} cannot be reached, or broke off in the middle`,
    hint: 'Check GOHERD_GO_SOURCE and the network, HTTPS_PROXY included; it is tried again when the archive is next asked for.',
    cause,
  })
}
const STALLED = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])
