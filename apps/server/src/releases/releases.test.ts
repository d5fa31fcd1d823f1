import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditList, releaseList, syncResult } from '@goherd/protocol'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { type GoSite, sends, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { asArchive, indexOf, tinyRelease } from '../testing/tiny-release.js'
import { ArchiveKeeper } from './index.js'

const GO_22 = tinyRelease('go1.22.12')
const GO_22_ARM = tinyRelease('go1.22.12', 'linux/arm64')
const GO_23 = tinyRelease('go1.23.5')
const GO_24 = tinyRelease('go1.24.0')
const ALL = [GO_23, GO_22, GO_22_ARM]

let site: GoSite
let server: TestServer

beforeAll(async () => {
  site = await startGoSite(ALL)
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url })
})
afterAll(async () => {
  await server.close()
  await site.close()
})
beforeEach(() => site.publish(ALL))

const list = async () => accepted(await callApi(server, '/releases'), releaseList)
const sync = () => callApi(server, '/releases/sync', {})
const keeper = () => server.app.get(ArchiveKeeper)
const keptFiles = () => readdir(join(server.dataDir, 'archives'))

describe('the catalogue', () => {
  it('says what the source says, newest first, with support', async () => {
    accepted(await sync(), syncResult)
    const { source, syncedAt, releases } = await list()
    expect(source).toBe(site.url)
    expect(syncedAt).not.toBeNull()
    expect(
      releases.map(({ release, support, hosts, wantedBy }) => ({ release, support, hosts, wantedBy })),
    ).toEqual([
      { release: 'go1.23.5', support: 'unsupported', hosts: 0, wantedBy: 0 },
      { release: 'go1.22.12', support: 'unsupported', hosts: 0, wantedBy: 0 },
    ])
    expect(releases[1]?.archives.map((archive) => archive.platform)).toEqual(['linux/amd64', 'linux/arm64'])
  })

  it('tells what came and went, and who asked is in the audit log', async () => {
    site.publish([GO_24, ...ALL])
    expect(accepted(await sync(), syncResult)).toMatchObject({
      releases: 3,
      added: ['go1.24.0'],
      removed: [],
    })
    site.publish(ALL)
    expect(accepted(await sync(), syncResult)).toMatchObject({
      releases: 2,
      added: [],
      removed: ['go1.24.0'],
    })
    const { entries } = accepted(await callApi(server, '/audit?target=catalogue&limit=2'), auditList)
    expect(entries).toEqual([
      expect.objectContaining({
        action: 'releases.sync',
        outcome: 'done',
        summary: expect.stringContaining('removed go1.24.0'),
      }),
      expect.objectContaining({
        action: 'releases.sync',
        outcome: 'done',
        summary: expect.stringContaining('added go1.24.0'),
      }),
    ])
  })

  it.each([
    ['HTML', sends('<html>sign in</html>', 'text/html'), 'source_answers_html'],
    ['an empty list', sends('[]', 'application/json'), 'index_empty'],
    ['half a list', sends(indexOf(ALL).slice(0, 99), 'application/json'), 'index_malformed'],
    [
      'the same twice',
      sends(indexOf([GO_22]).replace(/^\[(.*)\]$/, '[$1,$1]'), 'application/json'),
      'index_malformed',
    ],
  ])('stays as it is when the source answers %s, and says why', async (_, answer, code) => {
    accepted(await sync(), syncResult)
    const before = await list()
    site.answer('/dl/', answer)
    const error = refused(await sync())
    expect(error).toMatchObject({ status: 502, code })
    expect(error.hint).not.toBe('')
    expect(await list()).toEqual(before)
    const { entries } = accepted(await callApi(server, '/audit?target=catalogue&limit=1'), auditList)
    expect(entries[0]).toMatchObject({ outcome: 'failed', summary: error.message })
  })

  it('holds thousands of archives, as the official one does', async () => {
    const many = Array.from({ length: 400 }, (_, n) =>
      Array.from({ length: 15 }, (_, p) => tinyRelease(`go1.${n}.1`, `linux/arch${p}`, [])),
    ).flat()
    site.publish(many)
    expect(accepted(await sync(), syncResult).releases).toBe(400)
    site.publish(ALL)
    expect(accepted(await sync(), syncResult)).toMatchObject({
      releases: 2,
      added: ['go1.23.5', 'go1.22.12'],
    })
  })
})

describe('archives', () => {
  it('are fetched once, however many ask', async () => {
    accepted(await sync(), syncResult)
    const before = site.asked.length
    const kept = await Promise.all(
      Array.from({ length: 20 }, () => keeper().ensureArchive('go1.22.12', 'linux/amd64')),
    )
    await keeper().ensureArchive('go1.22.12', 'linux/amd64')
    expect(new Set(kept.map((archive) => archive.treeDigest)).size).toBe(1)
    expect(site.asked.slice(before)).toEqual([`/dl/${GO_22.filename}`])
    expect(await keptFiles()).toEqual([GO_22.sha256])
    const { releases } = await list()
    const shown = releases.find(({ release }) => release === 'go1.22.12')?.archives
    expect(shown?.map(({ platform, kept }) => [platform, kept])).toEqual([
      ['linux/amd64', true],
      ['linux/arm64', false],
    ])
  })

  it('are not kept when they are wrong, and fetched again when asked again', async () => {
    site.answer(`/dl/${GO_23.filename}`, sends(Buffer.alloc(GO_23.bytes.length), 'application/gzip'))
    await expect(keeper().ensureArchive('go1.23.5', 'linux/amd64')).rejects.toMatchObject({
      code: 'digest_mismatch',
    })
    expect(await keptFiles()).not.toContain(GO_23.sha256)
    expect((await keptFiles()).filter((name) => name.startsWith('.part'))).toEqual([])
    site.publish(ALL)
    const { path } = await keeper().ensureArchive('go1.23.5', 'linux/amd64')
    expect(path).toBe(join(server.dataDir, 'archives', GO_23.sha256))
  })

  it('that were cut short on disk are fetched again', async () => {
    const { path, sha256 } = await keeper().ensureArchive('go1.23.5', 'linux/amd64')
    await writeFile(path, 'cut')
    const before = site.asked.length
    await keeper().ensureArchive('go1.23.5', 'linux/amd64')
    expect(site.asked.length).toBe(before + 1)
    const response = await fetch(`${server.url}/dl/${sha256}/${GO_23.filename}`)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(GO_23.bytes)
  })

  it('that no release has are named', async () => {
    const work = keeper().ensureArchive('go1.22.12', 'plan9/mips')
    await expect(work).rejects.toMatchObject({
      code: 'archive_unknown',
      message: expect.stringContaining('plan9/mips'),
    })
  })

  it('never change under the fleet: an index with other bytes for a kept one is refused', async () => {
    await keeper().ensureArchive('go1.22.12', 'linux/amd64')
    const before = await list()
    const other = asArchive(
      'go1.22.12',
      'linux/amd64',
      GO_22.filename,
      tinyRelease('go1.22.12', 'other/bytes').bytes,
    )
    site.publish([GO_24, GO_23, other])
    expect(refused(await sync())).toMatchObject({
      status: 502,
      code: 'digest_changed',
      message: expect.stringContaining(GO_22.filename),
    })
    expect(await list()).toEqual(before)
  })

  it('stay in the catalogue when the source no longer lists them', async () => {
    await keeper().ensureArchive('go1.22.12', 'linux/amd64')
    site.publish([GO_23])
    expect(accepted(await sync(), syncResult).removed).toEqual(['go1.22.12'])
    const { releases } = await list()
    expect(releases.map(({ release }) => release)).toEqual(['go1.23.5', 'go1.22.12'])
  })
})

describe('GET /dl', () => {
  const size = GO_22.bytes.length
  const address = () => `${server.url}/dl/${GO_22.sha256}/${GO_22.filename}`
  const get = async (headers: Record<string, string> = {}, method = 'GET') => {
    const response = await fetch(address(), { headers, method })
    return { response, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  beforeAll(async () => {
    site.publish(ALL)
    accepted(await sync(), syncResult)
    await keeper().ensureArchive('go1.22.12', 'linux/amd64')
  })

  it('gives the bytes to anybody, cacheable for ever', async () => {
    const { response, bytes } = await get()
    expect(response.status).toBe(200)
    expect(bytes).toEqual(GO_22.bytes)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${GO_22.sha256}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'content-length': String(size),
      'content-type': 'application/gzip',
    })
  })

  it('answers HEAD without the bytes', async () => {
    const { response, bytes } = await get({}, 'HEAD')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String(size))
    expect(bytes).toHaveLength(0)
  })

  it.each([
    ['bytes=10-19', 10, 20],
    ['bytes=100-', 100, size],
    ['bytes=-7', size - 7, size],
    [`bytes=0-${size * 2}`, 0, size],
  ])('gives the part %s', async (range, from, to) => {
    const { response, bytes } = await get({ range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${size}`)
    expect(bytes).toEqual(GO_22.bytes.subarray(from, to))
  })

  it('refuses a part beyond the end and says how long it is', async () => {
    const { response, bytes } = await get({ range: `bytes=${size}-` })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe(`bytes */${size}`)
    expect(response.headers.get('cache-control')).toBeNull()
    expect(bytes).toHaveLength(0)
  })

  it('resumes only the same bytes', async () => {
    const same = await get({ range: 'bytes=10-19', 'if-range': `"${GO_22.sha256}"` })
    expect(same.response.status).toBe(206)
    const other = await get({ range: 'bytes=10-19', 'if-range': `"${GO_23.sha256}"` })
    expect(other.response.status).toBe(200)
    expect(other.bytes).toEqual(GO_22.bytes)
  })

  it('says when nothing changed', async () => {
    // Node's fetch would add `cache-control: no-cache` and so ask for the whole file.
    const { statusCode, body } = await request(address(), {
      headers: { 'if-none-match': `"${GO_22.sha256}"` },
    })
    await body.dump()
    expect(statusCode).toBe(304)
  })

  it.each([
    ['an unknown digest', () => `/dl/${'0'.repeat(64)}/${GO_22.filename}`, 404],
    ['another name', () => `/dl/${GO_22.sha256}/${GO_23.filename}`, 404],
    ['one that nobody asked for', () => `/dl/${GO_22_ARM.sha256}/${GO_22_ARM.filename}`, 404],
    ['what is no digest', () => `/dl/abc/${GO_22.filename}`, 400],
    ['a path', () => `/dl/${GO_22.sha256}/..%2f..%2fsigning-key.pem`, 400],
  ])('refuses %s', async (_, path, status) => {
    const response = await fetch(`${server.url}${path()}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { hint: expect.any(String) } })
  })
})

describe('a server without a source', () => {
  it('starts, and says what is missing when asked', async () => {
    const alone = await startTestServer({ GOHERD_GO_SOURCE: 'http://127.0.0.1:1/dl' })
    try {
      expect(accepted(await callApi(alone, '/releases'), releaseList)).toMatchObject({
        syncedAt: null,
        releases: [],
      })
      expect(refused(await callApi(alone, '/releases/sync', {}))).toMatchObject({
        status: 502,
        code: 'source_unreachable',
      })
    } finally {
      await alone.close()
    }
  })
})
