import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AgentError } from './agent-error.js'
import { fileSource } from './file-source.js'
import { httpSource } from './http-source.js'
import { partOf } from './layout.js'
import { archiveOf, install, inventory, type Sandbox, sandbox, scriptedGo } from './sandbox.js'

const RELEASE = 'go1.22.12'
// Random bytes do not compress: the archive has a size at which a download can be interrupted.
const ballast = { name: 'go/src/ballast.bin', body: randomBytes(3_000_000) }
const made = archiveOf(RELEASE, [...smallGoRelease(RELEASE, scriptedGo(RELEASE)), ballast])
const ETAG = `"${made.archive.sha256}"`

type Serve = (request: IncomingMessage, response: ServerResponse) => void

let box: Sandbox
let server: Server
let serve: Serve
let asked: { readonly range: string | undefined; readonly ifRange: string | undefined }[]
let url: string

beforeEach(async () => {
  box = await sandbox()
  asked = []
  serve = ranged(made.bytes)
  server = createServer((request, response) => {
    asked.push({ range: request.headers.range, ifRange: request.headers['if-range']?.toString() })
    serve(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dl/x/${made.archive.filename}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  box.remove()
})

/** A proper file server; `stopAfter` breaks the connection after so many bytes of an answer. */
function ranged(bytes: Buffer, stopAfter = Number.POSITIVE_INFINITY): Serve {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === ETAG
    const start = isSame ? from : 0
    response.writeHead(start > 0 ? 206 : 200, {
      'content-type': 'application/gzip',
      'content-length': bytes.length - start,
      etag: ETAG,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    })
    if (bytes.length - start <= stopAfter) response.end(bytes.subarray(start))
    else
      response.write(bytes.subarray(start, start + stopAfter), () => setTimeout(() => response.destroy(), 20))
  }
}

const source = (etag?: string) => httpSource({ url, ...(etag === undefined ? {} : { etag }) })
const part = () => partOf(box.layout, RELEASE, made.archive.sha256)
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'installed',
    (error: unknown) => AgentError.from(error).code,
  )

describe('a download', () => {
  it('installs in one request and leaves no part', async () => {
    const stages: string[] = []
    let last = 0
    const installed = await install(box.layout, made, {
      source: source(),
      onStage: ({ kind }) => stages.push(kind),
      onProgress: ({ kind, done, total }) => {
        expect(total).toBe(made.archive.size)
        if (kind === 'download') last = done
      },
    })
    expect(installed).toMatchObject({ release: RELEASE, size: expect.any(Number) })
    expect(stages).toEqual(['download', 'hash', 'unpack'])
    expect(last).toBe(made.archive.size)
    expect(asked).toEqual([{ range: undefined, ifRange: undefined }])
    expect(readdirSync(box.layout.cache)).toEqual([])
    expect(readdirSync(box.layout.staging)).toEqual([])
  })

  it('that breaks off again and again goes on where it was, with Range and If-Range', async () => {
    serve = ranged(made.bytes, 700_000)
    let got = 0
    let tries = 0
    for (
      ;
      tries < 10 && (await codeOf(install(box.layout, made, { source: source(ETAG) }))) !== 'installed';
      tries++
    ) {
      const size = statSync(part()).size
      expect(size).toBeGreaterThan(got)
      got = size
      expect(readdirSync(box.layout.staging)).toEqual([])
    }
    expect(tries).toBe(4)
    expect(asked.slice(1).every(({ range, ifRange }) => range !== undefined && ifRange === ETAG)).toBe(true)
    expect(existsSync(part())).toBe(false)
  })

  it.each([1, 511, 65_536, 1_500_000, made.archive.size - 1])(
    'goes on after an abort with %i bytes on disk',
    async (kept) => {
      writeFileSync(part(), made.bytes.subarray(0, kept))
      await install(box.layout, made, { source: source(ETAG) })
      expect(asked).toEqual([{ range: `bytes=${kept}-`, ifRange: ETAG }])
    },
  )

  it('asks nothing when all of it is there already', async () => {
    writeFileSync(part(), made.bytes)
    await install(box.layout, made, { source: source() })
    expect(asked).toEqual([])
  })

  it('starts over by itself when the part on disk is no good', async () => {
    writeFileSync(part(), Buffer.alloc(5000))
    await install(box.layout, made, { source: source() })
    expect(asked.map(({ range }) => range)).toContain(undefined)
    expect(existsSync(part())).toBe(false)
  })

  it('starts over when the part on disk is longer than the archive', async () => {
    writeFileSync(part(), Buffer.concat([made.bytes, Buffer.alloc(10)]))
    await install(box.layout, made, { source: source() })
    expect(asked).toEqual([{ range: undefined, ifRange: undefined }])
  })

  it('takes the rest from a server that only gives the whole', async () => {
    writeFileSync(part(), made.bytes.subarray(0, 1_000_000))
    serve = (_, response) => response.writeHead(200, { 'content-type': 'application/gzip' }).end(made.bytes)
    await install(box.layout, made, { source: source() })
    expect(asked).toHaveLength(1)
  })

  it('is stopped by its signal, keeps its part, cleans its staging and goes on later', async () => {
    const stop = new AbortController()
    const work = install(box.layout, made, {
      source: source(),
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(await codeOf(work)).toBe('aborted')
    expect(readdirSync(box.layout.staging)).toEqual([])
    expect(readdirSync(box.layout.releases)).toEqual([])
    await install(box.layout, made, { source: source() })
  })

  it('of a changed file is refused, leaves nothing, and the next try is from the start', async () => {
    const before = inventory(box.folder)
    const flipped = Buffer.from(made.bytes)
    flipped[2_000_000] = (flipped[2_000_000] ?? 0) ^ 1
    serve = ranged(flipped)
    expect(await codeOf(install(box.layout, made, { source: source() }))).toMatch(
      /^(digest_mismatch|archive_malformed)$/,
    )
    expect(inventory(box.folder)).toEqual(before)
    serve = ranged(made.bytes)
    await install(box.layout, made, { source: source() })
    expect(asked.at(-1)?.range).toBeUndefined()
  })

  it('through a redirect works', async () => {
    const direct = ranged(made.bytes)
    serve = (request, response) =>
      request.url === '/file'
        ? direct(request, response)
        : response.writeHead(302, { location: '/file' }).end()
    await install(box.layout, made, { source: source() })
  })
})

const html = '<!doctype html><title>Sign in</title>'
const REFUSED: Readonly<Record<string, readonly [string, Serve]>> = {
  'a web page': [
    'http_html',
    (_, r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  ],
  'a web page that says it is an archive': [
    'archive_malformed',
    (_, r) => r.writeHead(200).end(html.padEnd(3000)),
  ],
  'not found': ['http_not_found', (_, r) => r.writeHead(404).end()],
  'no right': ['http_refused', (_, r) => r.writeHead(403).end()],
  'a fault': ['http_refused', (_, r) => r.writeHead(503).end()],
  'no content': ['http_refused', (_, r) => r.writeHead(204).end()],
  'a part nobody asked for': [
    'http_bad_range',
    (_, r) => r.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('12345'),
  ],
  'a part without saying which': ['http_bad_range', (_, r) => r.writeHead(206).end('12345')],
  'too little': ['download_short', (_, r) => r.writeHead(200).end(made.bytes.subarray(0, 1_000_000))],
  'too much': [
    'archive_too_long',
    (_, r) => r.writeHead(200).end(Buffer.concat([made.bytes, Buffer.alloc(9)])),
  ],
  'redirects without end': ['http_failed', (_, r) => r.writeHead(302, { location: '/again' }).end()],
  'a broken connection': ['connection_lost', (_, r) => r.destroy()],
}

describe('a server that answers', () => {
  it.each(Object.entries(REFUSED))('%s is understood', async (_, [code, answer]) => {
    serve = answer
    const error = await install(box.layout, made, { source: source() }).catch(AgentError.from)
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/^[A-Z].*\.$/) })
    expect(readdirSync(box.layout.staging)).toEqual([])
    expect(readdirSync(box.layout.releases)).toEqual([])
  })

  it('nothing, because it is not there, is understood', async () => {
    const gone = httpSource({ url: 'http://127.0.0.1:9/dl/x' })
    expect(await codeOf(install(box.layout, made, { source: gone }))).toBe('server_refused')
  })

  it.each(['ftp://x/y', 'file:///etc/passwd', 'nonsense'])('is not asked at %s', async (address) => {
    expect(await codeOf(install(box.layout, made, { source: httpSource({ url: address }) }))).toBe(
      'http_bad_address',
    )
  })
})

describe('a file as a source', () => {
  it('is installed without a second copy of it', async () => {
    const path = join(box.folder, made.archive.filename)
    writeFileSync(path, made.bytes)
    await install(box.layout, made, { source: fileSource(path) })
    expect(readdirSync(box.layout.cache)).toEqual([])
    expect(readFileSync(path).equals(made.bytes)).toBe(true)
  })

  it('that is not there is said so', async () => {
    const missing = fileSource(join(box.folder, 'missing'))
    expect(await codeOf(install(box.layout, made, { source: missing }))).toBe('source_missing')
    expect(await codeOf(install(box.layout, made, { source: fileSource(box.folder) }))).toBe('source_missing')
  })
})
