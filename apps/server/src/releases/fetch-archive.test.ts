import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { renderManifest } from '@goherd/go-archive'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GoherdError } from '../base/errors/index.js'
import { type GoSite, sends, startGoSite, streams } from '../testing/go-site.js'
import { asArchive, indexOf, type TinyArchive, type TinyFile, tinyRelease } from '../testing/tiny-release.js'
import { type FetchJob, fetchArchive } from './fetch-archive.js'
import { parseGoSource } from './go-source.js'
import { readIndex } from './source-connection.js'

const RELEASE = 'go1.22.12'
const GENUINE = tinyRelease(RELEASE)
const PATH = `/dl/${GENUINE.filename}`

let site: GoSite
let folder: string
let jobs = 0

beforeAll(async () => {
  site = await startGoSite([GENUINE])
  folder = await mkdtemp(join(tmpdir(), 'goherd-fetch-'))
})
afterAll(async () => {
  await site.close()
  await rm(folder, { recursive: true, force: true })
})

function jobFor(archive: TinyArchive, over: Partial<FetchJob> = {}): FetchJob {
  const { release, filename, sha256, bytes } = archive
  const part = join(folder, `part-${jobs++}`)
  const source = parseGoSource(site.url)
  return { source, release, filename, sha256, size: bytes.length, part, stalledAfterMs: 2_000, ...over }
}

async function refusal(work: Promise<unknown>): Promise<GoherdError> {
  const error = await work.then(
    () => new Error('accepted'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof GoherdError) return error
  throw error
}

describe('an archive that is what the index says', () => {
  it('is written and read in one go', async () => {
    site.publish([GENUINE])
    const job = jobFor(GENUINE)
    const contents = await fetchArchive(job)
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const goEnv = 'GOPROXY=https://proxy.golang.org,direct\n'
    const version = `${RELEASE}\ntime 2025-02-04T00:00:00Z\n`
    const script = `#!/bin/sh\necho go version ${RELEASE} linux/amd64\n`
    const manifest = renderManifest({
      release: RELEASE,
      goEnv,
      files: [
        { path: 'VERSION', mode: 0o644, size: version.length, sha256: sha256(version) },
        { path: 'bin/go', mode: 0o755, size: script.length, sha256: sha256(script) },
      ],
    })
    expect(contents).toEqual({ treeDigest: sha256(manifest), goEnv })
    expect(await readFile(job.part)).toEqual(GENUINE.bytes)
  })

  it('comes from a folder as well', async () => {
    await writeFile(join(folder, GENUINE.filename), GENUINE.bytes)
    const contents = await fetchArchive(jobFor(GENUINE, { source: parseGoSource(folder) }))
    expect(contents.treeDigest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is kept unread when it is a zip', async () => {
    const zip = asArchive(RELEASE, 'windows/amd64', `${RELEASE}.windows-amd64.zip`, Buffer.from('PK\x03\x04'))
    site.publish([zip])
    expect(await fetchArchive(jobFor(zip))).toEqual({ treeDigest: null, goEnv: null })
  })

  it('may lie behind redirects, to which credentials for another host do not go', async () => {
    const target = await startGoSite([GENUINE])
    const headers: unknown[] = []
    site.answer(PATH, (request, response) => {
      headers.push(request.headers.authorization)
      response.writeHead(302, { location: `${target.url}/${GENUINE.filename}` }).end()
    })
    target.answer(PATH, (request, response) => {
      headers.push(request.headers.authorization)
      sends(GENUINE.bytes, 'application/gzip')(request, response)
    })
    const url = site.url.replace('http://', 'http://ci:secret@').replace('127.0.0.1', 'localhost')
    await fetchArchive(jobFor(GENUINE, { source: parseGoSource(url) })).finally(() => target.close())
    expect(headers).toEqual([`Basic ${Buffer.from('ci:secret').toString('base64')}`, undefined])
  })
})

describe('an archive that is not', () => {
  const flipped = Buffer.from(GENUINE.bytes)
  flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40)

  it.each([
    [
      'HTML with status 200',
      sends('<html>sign in</html>', 'text/html; charset=utf-8'),
      'source_answers_html',
    ],
    ['one flipped bit', sends(flipped, 'application/gzip'), 'digest_mismatch'],
    [
      'a declared length that is too short',
      sends(GENUINE.bytes.subarray(0, 50), 'application/gzip'),
      'size_mismatch',
    ],
    ['too few bytes', streams([GENUINE.bytes.subarray(0, 50)]), 'size_mismatch'],
    ['too many bytes', streams([GENUINE.bytes, Buffer.alloc(10)]), 'size_mismatch'],
  ])('%s', async (_, answer, code) => {
    site.publish([GENUINE])
    site.answer(PATH, answer)
    await expectRefused(GENUINE, code)
  })

  it('endless bytes: stops at the declared size', async () => {
    let sent = 0
    site.answer(PATH, (_, response) => {
      response.writeHead(200)
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    await expectRefused(GENUINE, 'size_mismatch')
    expect(sent).toBeLessThan(50_000_000)
  })

  it('404', async () => {
    site.answer(PATH, (_, response) => response.writeHead(404).end())
    await expectRefused(GENUINE, 'archive_missing')
  })

  it('status 500', async () => {
    site.answer(PATH, (_, response) => response.writeHead(500).end('oops'))
    await expectRefused(GENUINE, 'source_unreachable')
  })

  it('a connection that breaks in the middle', async () => {
    site.answer(PATH, (_, response) => {
      response.writeHead(200, { 'content-length': GENUINE.bytes.length })
      response.write(GENUINE.bytes.subarray(0, 50), () => response.destroy())
    })
    await expectRefused(GENUINE, 'source_unreachable')
  })

  it('a source that falls silent', async () => {
    site.answer(PATH, (_, response) => {
      response.writeHead(200, { 'content-length': GENUINE.bytes.length })
      response.write(GENUINE.bytes.subarray(0, 50))
    })
    await expectRefused(GENUINE, 'source_stalled', { stalledAfterMs: 300 })
  })

  it('nobody there', async () => {
    await expectRefused(GENUINE, 'source_unreachable', { source: parseGoSource('http://127.0.0.1:1/dl') })
  })

  it('a folder without the file', async () => {
    await expectRefused(GENUINE, 'archive_missing', { source: parseGoSource(join(folder, 'nowhere')) })
  })

  it('a disk that does not take it', async () => {
    site.publish([GENUINE])
    const error = await refusal(fetchArchive(jobFor(GENUINE, { part: join(folder, 'no', 'such', 'folder') })))
    expect(error).toMatchObject({ kind: 'unavailable', code: 'archive_not_written' })
  })
})

describe('an archive with a matching digest that is no Go release', () => {
  const version: TinyFile = { path: 'go/VERSION', text: `${RELEASE}\n` }
  it.each([
    ['escapes', [version, { path: 'go/../../etc/cron.d/x', text: 'x' }], 'archive_unsafe_path'],
    ['is absolute', [version, { path: '/etc/cron.d/x', text: 'x' }], 'archive_unsafe_path'],
    ['holds a link', [version, { path: 'go/bin', text: '', type: '2' }], 'archive_unsafe_entry'],
    ['holds a device', [version, { path: 'go/null', text: '', type: '3' }], 'archive_unsafe_entry'],
    ['is another release', [{ path: 'go/VERSION', text: 'go1.20\n' }], 'archive_wrong_release'],
    ['is empty', [], 'archive_malformed'],
    [
      'has an endless go.env',
      [version, { path: 'go/go.env', text: 'A=1\n'.repeat(20_000) }],
      'archive_too_large',
    ],
  ])('%s', async (_, files, code) => {
    const hostile = tinyRelease(RELEASE, 'linux/amd64', files)
    site.publish([hostile])
    await expectRefused(hostile, code)
  })

  it.each([
    ['is no gzip', Buffer.from('not gzip at all')],
    ['is cut gzip', GENUINE.bytes.subarray(0, GENUINE.bytes.length - 20)],
  ])('%s', async (_, bytes) => {
    const broken = asArchive(RELEASE, 'linux/amd64', GENUINE.filename, bytes)
    site.publish([broken])
    await expectRefused(broken, 'archive_malformed')
  })

  it('is a cut tar', async () => {
    const tar = gunzipSync(GENUINE.bytes)
    const cut = asArchive(RELEASE, 'linux/amd64', GENUINE.filename, gzipSync(tar.subarray(0, 700)))
    site.publish([cut])
    await expectRefused(cut, 'archive_truncated')
  })
})

async function expectRefused(
  archive: TinyArchive,
  code: string,
  over: Partial<FetchJob> = {},
): Promise<void> {
  const error = await refusal(fetchArchive(jobFor(archive, over)))
  expect(error).toMatchObject({ kind: 'upstream', code })
  expect(error.hint.length).toBeGreaterThan(10)
  expect((await readdir(folder)).filter((name) => name === `part-${jobs - 1}`)).toEqual([])
}

describe('readIndex', () => {
  const index = indexOf([GENUINE])

  it('asks for all releases, as JSON', async () => {
    site.publish([GENUINE])
    expect(await readIndex(parseGoSource(site.url))).toBe(index)
    expect(site.asked.at(-1)).toBe('/dl/?mode=json&include=all')
  })

  it.each([
    ['a directory listing', sends('<html>Index of /dl</html>', 'text/html')],
    ['404', streamsNothing(404)],
  ])('takes dl.json where the official question is answered with %s', async (_, answer) => {
    site.answer('/dl/', answer)
    site.answer('/dl/dl.json', sends(index, 'application/json'))
    expect(await readIndex(parseGoSource(site.url))).toBe(index)
    expect(await readIndex(parseGoSource(`${site.url}/dl.json`))).toBe(index)
  })

  it.each([
    ['HTML everywhere', sends('<html>sign in</html>', 'text/html'), 'source_answers_html'],
    ['nothing anywhere', streamsNothing(404), 'index_missing'],
    ['an error', streamsNothing(503), 'source_unreachable'],
  ])('refuses %s', async (_, answer, code) => {
    site.answer('/dl/', answer)
    site.answer('/dl/dl.json', answer)
    expect(await refusal(readIndex(parseGoSource(site.url)))).toMatchObject({ kind: 'upstream', code })
  })

  it('does not wait for ever', async () => {
    site.answer('/dl/', () => {})
    const error = await refusal(readIndex(parseGoSource(site.url), { stalledAfterMs: 300 }))
    expect(error.code).toBe('source_stalled')
  })

  it('says that a folder has no index', async () => {
    const error = await refusal(readIndex(parseGoSource(join(folder, 'nowhere'))))
    expect(error).toMatchObject({ code: 'source_unreachable' })
    expect(error.message).toContain('nowhere/dl.json')
  })
})

function streamsNothing(status: number): ReturnType<typeof sends> {
  return (_, response) => response.writeHead(status).end()
}
