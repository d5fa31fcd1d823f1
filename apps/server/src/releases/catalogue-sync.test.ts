import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditList, groupView, releaseList, setDesiredResult, syncResult } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SystemClock } from '../base/clock/index.js'
import { accepted, callApi } from '../testing/call-api.js'
import { type GoSite, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { tinyRelease } from '../testing/tiny-release.js'
import { ArchiveStore } from './archive.store.js'
import { ArchiveFetcher } from './archive-fetcher.js'
import { ArchiveKeeper } from './archive-keeper.js'
import { CatalogueSync } from './catalogue-sync.js'
import { MirrorStore } from './mirror.store.js'
import { Sources } from './sources.js'

const GO_22 = tinyRelease('go1.22.12')

let site: GoSite
let server: TestServer | undefined

beforeEach(async () => {
  site = await startGoSite([GO_22])
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await site.close()
})

const start = async () => {
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url })
  return server
}
const rowsOf = async (running: TestServer) =>
  accepted(await callApi(running, '/audit?target=catalogue'), auditList).entries

describe('the catalogue at start', () => {
  it('is filled without anybody asking', async () => {
    const running = await start()
    await vi.waitFor(async () => {
      const { releases } = accepted(await callApi(running, '/releases'), releaseList)
      expect(releases.map(({ release }) => release)).toEqual(['go1.22.12'])
    })
    expect(await rowsOf(running)).toEqual([expect.objectContaining({ actor: 'goherd', outcome: 'done' })])
  })

  it('does not hold up the server, nor its end, when the source hangs', async () => {
    site.answer('/dl/', () => {})
    const running = await start()
    expect(accepted(await callApi(running, '/releases'), releaseList).releases).toEqual([])
    const started = performance.now()
    await running.app.get(CatalogueSync).onModuleDestroy()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('makes one audit row of a source that stays away, and one when it changes', async () => {
    site.answer('/dl/', (_, response) => response.writeHead(500).end())
    const running = await start()
    await vi.waitFor(async () => expect(await rowsOf(running)).toHaveLength(1), 30_000)
    const sync = running.app.get(CatalogueSync)
    await expect(sync.sync('goherd')).rejects.toMatchObject({ code: 'source_unreachable' })
    expect(await rowsOf(running)).toHaveLength(1)
    site.publish([GO_22])
    await sync.sync('goherd')
    await sync.sync('goherd')
    expect((await rowsOf(running)).map(({ outcome }) => outcome)).toEqual(['done', 'failed'])
  })

  it('makes a row of the next failure when somebody has synced in between', async () => {
    site.answer('/dl/', (_, response) => response.writeHead(500).end())
    const running = await start()
    await vi.waitFor(async () => expect(await rowsOf(running)).toHaveLength(1), 30_000)
    site.publish([GO_22])
    accepted(await callApi(running, '/releases/sync', {}), syncResult)
    site.answer('/dl/', (_, response) => response.writeHead(500).end())
    await expect(running.app.get(CatalogueSync).sync('goherd')).rejects.toMatchObject({
      code: 'source_unreachable',
    })
    expect((await rowsOf(running)).map(({ outcome }) => outcome)).toEqual(['failed', 'done', 'failed'])
  })

  it('is synced by many at once without a conflict', async () => {
    const running = await start()
    const answers = await Promise.all(Array.from({ length: 8 }, () => callApi(running, '/releases/sync', {})))
    for (const answer of answers) expect(accepted(answer, syncResult).releases).toBe(1)
  })
})

describe('another server on the same database', () => {
  it('fetches what a group asked for when a host asks it, once, and nothing else', async () => {
    const running = await start()
    accepted(await callApi(running, '/releases/sync', {}), syncResult)
    const dataDir = await mkdtemp(join(tmpdir(), 'goherd-second-'))
    const config = { ...running.config, dataDir }
    const store = new ArchiveStore(running.database)
    const clock = new SystemClock()
    const sources = new Sources(config, new MirrorStore(running.database, clock), clock)
    const second = new ArchiveKeeper(config, sources, store, new ArchiveFetcher(), clock)
    await second.onModuleInit()
    try {
      const ask = () => second.keptOrWanted(GO_22.sha256, GO_22.filename)
      await expect(ask()).rejects.toMatchObject({ code: 'archive_unknown' })
      accepted(await callApi(running, '/groups', { name: 'build' }), groupView)
      accepted(await callApi(running, '/groups/build/desired', { go: '1.22' }), setDesiredResult)
      const before = site.asked.length
      const kept = await Promise.all(Array.from({ length: 5 }, ask))
      expect(new Set(kept.map(({ path }) => path))).toEqual(
        new Set([join(dataDir, 'archives', GO_22.sha256)]),
      )
      expect(site.asked.length).toBe(before + 1)
      expect(await readdir(join(dataDir, 'archives'))).toEqual([GO_22.sha256])
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
