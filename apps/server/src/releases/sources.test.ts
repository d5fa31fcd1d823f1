import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { auditList, releaseDetail, releaseList, sourceList, sourceTest, syncResult } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { type GoSite, sends, startGoSite } from '../testing/go-site.js'
import { addPerson, call, startTestServer, type TestServer } from '../testing/index.js'
import { asArchive, tinyRelease } from '../testing/tiny-release.js'
import { ArchiveKeeper } from './index.js'

const GO_22 = tinyRelease('go1.22.12')
const GO_23 = tinyRelease('go1.23.5')
const GO_24 = tinyRelease('go1.24.0')

let site: GoSite
let mirror: GoSite
let second: GoSite
let server: TestServer

beforeAll(async () => {
  site = await startGoSite([GO_23, GO_22])
  mirror = await startGoSite([GO_23, GO_22])
  second = await startGoSite([GO_23, GO_22])
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url, GOHERD_LIMIT_SIGN_IN: '100000' })
  accepted(await callApi(server, '/releases/sync', {}), syncResult)
})
afterAll(async () => {
  await server.close()
  for (const one of [site, mirror, second]) await one.close()
})
beforeEach(() => {
  for (const one of [site, mirror, second]) one.publish([GO_23, GO_22])
})

const asAdmin = (method: string, path: string, body?: unknown) =>
  call(server.url, method, `/api${path}`, {
    token: server.adminToken,
    ...(body === undefined ? {} : { body }),
  })
const add = (name: string, url: string) => asAdmin('POST', '/sources/mirrors', { name, url })
const remove = (name: string) => asAdmin('DELETE', `/sources/mirrors/${name}`)
const list = async () => sourceList.parse((await asAdmin('GET', '/sources')).json).sources
const names = async () => (await list()).map(({ name }) => name)
const test = async (name: string) => sourceTest.parse((await asAdmin('POST', `/sources/${name}/test`)).json)
const detail = async (name: string) => accepted(await callApi(server, `/releases/${name}`), releaseDetail)
const gone = (one: GoSite, { filename }: { filename: string }) =>
  one.answer(`/dl/${filename}`, (_, response) => void response.writeHead(404).end())

describe('the list of sources', () => {
  it('begins with the configured one, which no mirror replaces', async () => {
    expect(await list()).toEqual([
      expect.objectContaining({ name: 'source', url: site.url, configured: true, position: 0 }),
    ])
    expect(await add('source', mirror.url)).toMatchObject({ status: 409, code: 'mirror_exists' })
    expect(await remove('source')).toMatchObject({ status: 404, code: 'mirror_unknown' })
  })

  it('is added to, ordered and taken from, and the audit log says by whom', async () => {
    await add('one', mirror.url.replace('://', '://ada:secret@'))
    await add('two', second.url)
    expect(await add('two', second.url)).toMatchObject({ status: 409, code: 'mirror_exists' })
    expect(await names()).toEqual(['source', 'one', 'two'])
    const [, one] = await list()
    expect(one).toMatchObject({ url: mirror.url, createdBy: 'ada@example.com', last: null })
    expect(await asAdmin('PUT', '/sources/mirrors/order', { names: ['two', 'one'] })).toMatchObject({
      status: 200,
    })
    expect(await names()).toEqual(['source', 'two', 'one'])
    for (const wrong of [[], ['two'], ['two', 'two'], ['two', 'three'], ['one', 'two', 'three']]) {
      const answer = await asAdmin('PUT', '/sources/mirrors/order', { names: wrong })
      expect(answer, wrong.join()).toMatchObject({ status: 409, code: 'order_incomplete' })
    }
    await remove('one')
    await remove('two')
    expect(await remove('two')).toMatchObject({ status: 404, code: 'mirror_unknown' })
    const { entries } = accepted(await callApi(server, '/audit?limit=5'), auditList)
    expect(entries.map(({ action, target }) => `${action} ${target}`)).toEqual([
      'mirror.remove mirror:two',
      'mirror.remove mirror:one',
      'mirror.order mirror:all',
      'mirror.add mirror:two',
      'mirror.add mirror:one',
    ])
    expect(JSON.stringify(entries)).not.toContain('secret')
  })

  it.each(['ftp://mirror/dl', 'mirror/dl', '/srv/go', ''])('takes no mirror at %j', async (url) => {
    expect(await add('bad', url)).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  it('is read by viewers, tested by operators and changed by administrators', async () => {
    const operator = await addPerson(server, 'operator')
    const viewer = await addPerson(server, 'viewer')
    const as = (token: string) => async (method: string, path: string, body?: unknown) =>
      (await call(server.url, method, `/api/sources${path}`, { token, body })).status
    const [asViewer, asOperator] = [as(viewer.token), as(operator.token)]
    expect(await asViewer('GET', '')).toBe(200)
    expect(await asViewer('POST', '/source/test')).toBe(403)
    expect(await asOperator('POST', '/source/test')).toBe(200)
    expect(await asOperator('POST', '/mirrors', { name: 'x', url: mirror.url })).toBe(403)
  })
})

describe('a test of a source', () => {
  const failing = async (url: string) => {
    await add('tried', url)
    const result = await test('tried')
    const kept = (await list()).find(({ name }) => name === 'tried')
    await remove('tried')
    expect(result.ok).toBe(false)
    expect(kept?.last).toMatchObject({ ok: false })
    const last = result.steps.at(-1)
    expect(last?.ok).toBe(false)
    expect(last?.hint ?? '').not.toBe('')
    expect(result.steps.slice(0, -1).every(({ ok }) => ok)).toBe(true)
    return last
  }

  it('goes all the way to the digest', async () => {
    await add('tried', mirror.url)
    const { ok, steps } = await test('tried')
    expect(steps.map((step) => [step.step, step.ok])).toEqual(
      ['reach', 'catalogue', 'archive', 'digest'].map((step) => [step, true]),
    )
    expect(ok).toBe(true)
    expect(steps[1]?.says).toBe('2 releases, the newest is go1.23.5')
    expect(steps[3]?.says).toContain("this server's catalogue")
    expect((await list()).find(({ name }) => name === 'tried')?.last).toMatchObject({ ok: true })
    await remove('tried')
    expect(await asAdmin('POST', '/sources/tried/test')).toMatchObject({
      status: 404,
      code: 'mirror_unknown',
    })
  })

  it('is possible for the configured source', async () => {
    expect((await test('source')).ok).toBe(true)
    expect((await list())[0]?.last).toMatchObject({ ok: true })
  })

  it('says that a name is not known', async () => {
    expect(await failing('http://no-such-host.invalid/dl')).toMatchObject({
      step: 'reach',
      says: expect.stringContaining('no-such-host.invalid is not known'),
    })
  })

  it('says that nothing listens', async () => {
    const closed = await startGoSite()
    await closed.close()
    expect(await failing(closed.url)).toMatchObject({
      step: 'reach',
      says: expect.stringContaining('nothing listens'),
    })
  })

  it('says that there is no TLS', async () => {
    const said = await failing(mirror.url.replace('http:', 'https:'))
    expect(said).toMatchObject({ step: 'reach', says: expect.stringContaining('does not speak TLS') })
  })

  it('says that there is no dl.json', async () => {
    const empty = createServer((_, response) => void response.writeHead(404).end())
    await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve))
    const said = await failing(`http://127.0.0.1:${(empty.address() as AddressInfo).port}/go`)
    empty.close()
    expect(said).toMatchObject({ step: 'catalogue', hint: expect.stringContaining('dl.json') })
  })

  it('says that a page of a proxy is no catalogue', async () => {
    mirror.answer('/dl/', sends('<html>sign in</html>', 'text/html'))
    mirror.answer('/dl/dl.json', sends('<html>sign in</html>', 'text/html'))
    expect(await failing(mirror.url)).toMatchObject({ step: 'catalogue' })
  })

  it('says that an archive is missing', async () => {
    gone(mirror, GO_23)
    expect(await failing(mirror.url)).toMatchObject({
      step: 'archive',
      says: expect.stringContaining(GO_23.filename),
    })
  })

  it('says that an archive has other bytes than the catalogue says', async () => {
    mirror.answer(`/dl/${GO_23.filename}`, sends(Buffer.alloc(GO_23.bytes.length), 'application/gzip'))
    expect(await failing(mirror.url)).toMatchObject({
      step: 'digest',
      says: expect.stringContaining(GO_23.sha256),
    })
  })

  it('does not believe a mirror whose own index fits its wrong bytes', async () => {
    const evil = asArchive('go1.23.5', 'linux/amd64', GO_23.filename, tinyRelease('go1.23.5', 'e/v').bytes)
    mirror.publish([evil])
    expect(await failing(mirror.url)).toMatchObject({ says: expect.stringContaining(GO_23.filename) })
  })
})

describe('what the configured source does not give', () => {
  it('comes from the first mirror that has the right bytes, and it is written down', async () => {
    await add('one', mirror.url)
    await add('two', second.url)
    gone(site, GO_22)
    mirror.answer(`/dl/${GO_22.filename}`, sends(Buffer.alloc(GO_22.bytes.length), 'application/gzip'))
    await server.app.get(ArchiveKeeper).ensureArchive('go1.22.12', 'linux/amd64')
    const { provenance } = await detail('go1.22.12')
    expect(provenance[0]).toMatchObject({ kept: true, fetchedFrom: `${second.url}/${GO_22.filename}` })
    const sources = await list()
    expect(sources.map(({ last }) => last?.ok)).toEqual([false, false, true])
    expect(sources[1]?.last?.says).toContain('SHA-256')
  })

  it('is not made up when no mirror has it: everybody’s failure is told', async () => {
    for (const one of [site, mirror, second]) gone(one, GO_23)
    const work = server.app.get(ArchiveKeeper).ensureArchive('go1.23.5', 'linux/amd64')
    await expect(work).rejects.toMatchObject({
      code: 'archive_missing',
      message: expect.stringMatching(/nor do the mirrors help \(one: .*; two: .*\)/),
    })
  })

  it('is the catalogue too: a mirror adds to it, but takes nothing away', async () => {
    site.answer('/dl/', (_, response) => void response.writeHead(500).end())
    mirror.publish([GO_24])
    expect(accepted(await callApi(server, '/releases/sync', {}), syncResult)).toMatchObject({
      source: mirror.url,
      added: ['go1.24.0'],
      removed: [],
    })
    const { releases, source } = accepted(await callApi(server, '/releases'), releaseList)
    expect(source).toBe(mirror.url)
    expect(releases.map(({ release }) => release)).toEqual(['go1.24.0', 'go1.23.5', 'go1.22.12'])
  })
})

describe('GET /releases/:name', () => {
  it('says how an archive came to be trusted, and what was not checked', async () => {
    await server.app.get(ArchiveKeeper).ensureArchive('go1.22.12', 'linux/amd64')
    const { provenance, onQuery, wantedQuery, archives } = await detail('go1.22.12')
    expect(archives).toHaveLength(1)
    expect({ onQuery, wantedQuery }).toEqual({ onQuery: 'go:go1.22.12', wantedQuery: 'wanted:go1.22.12' })
    expect(provenance[0]?.treeDigest).toMatch(/^[0-9a-f]{64}$/)
    const outcomes = Object.fromEntries(provenance[0]?.checks.map(({ check, ok }) => [check, ok]) ?? [])
    expect(outcomes).toEqual({ 'SHA-256': true, Source: false, 'Tree digest': true, Signature: false })
  })

  it('says nothing of bytes that are not here', async () => {
    expect((await detail('go1.23.5')).provenance[0]).toMatchObject({
      kept: false,
      fetchedFrom: null,
      checks: [],
    })
  })

  it('remembers recalls that were lifted', async () => {
    await callApi(server, '/releases/go1.22.12/recall', { reason: 'crashes' })
    expect((await detail('go1.22.12')).recall).toMatchObject({ reason: 'crashes' })
    await callApi(server, '/releases/go1.22.12/recall/lift', { reason: 'fixed' })
    await callApi(server, '/releases/go1.22.12/recall', { reason: 'crashes again' })
    const { recalls } = await detail('go1.22.12')
    expect(recalls.map(({ reason, liftedBy }) => [reason, liftedBy])).toEqual([
      ['crashes again', null],
      ['crashes', expect.stringMatching(/ada/i)],
    ])
  })

  it('knows no other release', async () => {
    expect(refused(await callApi(server, '/releases/go9.9.9'))).toMatchObject({
      status: 404,
      code: 'release_unknown',
    })
  })
})
