import { groupView, setDesiredResult, syncResult } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AgentBundles } from '../agent-bundles/index.js'
import { SystemClock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { ReleaseReader } from '../releases/index.js'
import { accepted, callApi } from '../testing/call-api.js'
import { type GoSite, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { tinyRelease } from '../testing/tiny-release.js'
import { AssignmentStore } from './assignment.store.js'
import {
  AssignmentSigner,
  Assignments,
  GoodRevisionStore,
  GroupReader,
  type PublishedAssignment,
} from './index.js'
import { ownAssignment } from './own-assignment.js'
import { enrolledHost } from './testing/enrolled-host.js'

const ALL = [
  tinyRelease('go1.23.5'),
  tinyRelease('go1.23.5', 'linux/arm64'),
  tinyRelease('go1.22.12'),
  tinyRelease('go1.22.12', 'linux/arm64'),
]

let site: GoSite
let server: TestServer
let assignments: Assignments
let reader: GroupReader
let group: string
let groupId: string
let groups = 0

beforeAll(async () => {
  site = await startGoSite(ALL)
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url })
  accepted(await callApi(server, '/releases/sync', {}), syncResult)
  assignments = server.app.get(Assignments)
  reader = server.app.get(GroupReader)
})
afterAll(async () => {
  await server.close()
  await site.close()
})
beforeEach(async () => {
  group = `build-${groups++}`
  groupId = accepted(await callApi(server, '/groups', { name: group }), groupView).id
})

const setTo = async (go: string) =>
  accepted(await callApi(server, `/groups/${group}/desired`, { go }), setDesiredResult)

const SNAPSHOT = { id: 'snapshot-1', release: 'go1.22.12', settings: { GOFLAGS: '-v' }, treeDigest: null }
const restore = (
  hostId: string,
  snapshot: typeof SNAPSHOT | (Omit<typeof SNAPSHOT, 'treeDigest'> & { treeDigest: string }) = SNAPSHOT,
) =>
  server.database.transaction((tx) =>
    assignments.publishToHost(tx, { hostId, snapshot, actor: 'Ada', reason: 'it worked before' }),
  )
const rollBack = (revisionNumber: number) => ({
  groupId,
  revisionNumber,
  cause: 'rollback' as const,
  actor: 'Ada',
  reason: 'bad release',
  urgent: true,
})

describe('what a host should have', () => {
  it('is nothing before the first assignment', async () => {
    const hostId = await enrolledHost(server.database, { group })
    expect((await assignments.wantedByHost([hostId])).get(hostId)).toBeUndefined()
    expect(await assignments.newerThan(hostId, groupId, 0)).toEqual([])
  })

  it('is what its group is assigned, with the digests of the trees the server has read', async () => {
    const hostId = await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    const { revision, epoch } = await setTo('1.23')
    const wanted = (await assignments.wantedByHost([hostId])).get(hostId)
    expect(wanted).toMatchObject({
      epoch,
      desired: { release: 'go1.23.5', settings: {} },
      origin: { kind: 'revision', number: revision },
    })
    expect(wanted?.treeDigestByPlatform.get('linux/amd64')).toMatch(/^[0-9a-f]{64}$/)
    expect(wanted?.treeDigestByPlatform.get('linux/amd64')).toBe(
      await server.app.get(ReleaseReader).treeDigest('go1.23.5', 'linux/amd64'),
    )
  })

  it('is its own snapshot when that is newer, and its group again after that', async () => {
    const hostId = await enrolledHost(server.database, { group })
    const other = await enrolledHost(server.database, { group })
    const first = await setTo('1.23')
    const { epoch } = await restore(hostId)
    const wanted = await assignments.wantedByHost([hostId, other])
    expect(wanted.get(hostId)).toMatchObject({
      epoch,
      desired: { release: 'go1.22.12', settings: { GOFLAGS: '-v' } },
      origin: { kind: 'snapshot', id: 'snapshot-1' },
    })
    expect(wanted.get(other)?.epoch).toBe(first.epoch)
    const second = await setTo('1.22')
    expect((await assignments.wantedByHost([hostId])).get(hostId)?.epoch).toBe(second.epoch)
  })

  it('has the tree that a snapshot recorded where the server has read none', async () => {
    const hostId = await enrolledHost(server.database, { group, platform: 'linux/s390x' })
    await restore(hostId, { ...SNAPSHOT, release: 'go1.19.1', treeDigest: 'f'.repeat(64) })
    const wanted = (await assignments.wantedByHost([hostId])).get(hostId)
    expect([...(wanted?.treeDigestByPlatform ?? [])]).toEqual([['linux/s390x', 'f'.repeat(64)]])
  })

  it('is told to a host that comes back: only what is newer, oldest first', async () => {
    const hostId = await enrolledHost(server.database, { group })
    const stranger = await enrolledHost(server.database, { group })
    await setTo('1.22')
    const set = await setTo('1.23')
    const own = await restore(hostId)
    const told = async (after: number, id = hostId) =>
      (await assignments.newerThan(id, groupId, after)).map((jws) => ownAssignment(jws).epoch)
    expect(await told(0)).toEqual([set.epoch, own.epoch])
    expect(await told(set.epoch)).toEqual([own.epoch])
    expect(await told(own.epoch)).toEqual([])
    expect(await told(0, stranger)).toEqual([set.epoch])
  })

  it('is answered for 10,000 hosts at once, quickly', async () => {
    await setTo('1.23')
    await server.database.pool.query(
      `INSERT INTO host (id, name, group_id, public_key, platform, facts, labels)
       SELECT 'many-' || n, 'many-' || n, $1, '', 'linux/amd64', '{}', '{}' FROM generate_series(1, 10000) n`,
      [groupId],
    )
    const started = performance.now()
    const wanted = await assignments.wantedByHost()
    const tookMs = performance.now() - started
    expect(wanted.size).toBeGreaterThanOrEqual(10_000)
    expect(tookMs).toBeLessThan(5_000)
    await server.database.prisma.host.deleteMany({ where: { groupId } })
  })
})

describe('a published assignment', () => {
  let heard: PublishedAssignment[]
  let unsubscribe: () => void
  beforeEach(() => {
    heard = []
    unsubscribe = assignments.onPublished((published) => heard.push(published))
    return () => unsubscribe()
  })

  it('is heard of after its commit, and not when it is rolled back', async () => {
    const { revision } = await setTo('1.22')
    await vi.waitFor(() => expect(heard).toHaveLength(1), 30_000)
    let duringTransaction = -1
    await server.database
      .transaction(async (tx) => {
        await assignments.publishToGroup(tx, rollBack(revision))
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
    const { epoch, jws } = await server.database.transaction(async (tx) => {
      const published = await assignments.publishToGroup(tx, rollBack(revision))
      await new Promise((resolve) => setTimeout(resolve, 100))
      duringTransaction = heard.length
      return published
    })
    expect(duringTransaction).toBe(1)
    await vi.waitFor(() => expect(heard).toHaveLength(2), 30_000)
    expect(heard[1]).toEqual({
      epoch,
      groupId,
      hostId: null,
      members: null,
      rolloutId: null,
      jws,
      urgent: true,
    })
  })

  it('says which host it is for', async () => {
    const hostId = await enrolledHost(server.database, { group })
    const { epoch } = await restore(hostId)
    await vi.waitFor(
      () => expect(heard).toEqual([expect.objectContaining({ epoch, groupId: null, hostId })]),
      30_000,
    )
  })

  it('is heard of although the connection that announces it was killed', async () => {
    await server.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'goherd assignments' AND datname = current_database()",
    )
    const { epoch } = await setTo('1.22')
    await vi.waitFor(() => expect(heard.map((one) => one.epoch)).toEqual([epoch]), { timeout: 10_000 })
  })

  it('reaches the others when one listener fails', async () => {
    const stop = assignments.onPublished(() => {
      throw new Error('a listener of a test that fails')
    })
    const late: number[] = []
    const stopLate = assignments.onPublished(({ epoch }) => late.push(epoch))
    const { epoch } = await setTo('1.22')
    await vi.waitFor(() => expect(late).toEqual([epoch]), 30_000)
    stop()
    stopLate()
  })

  it('does not reach who no longer listens', async () => {
    unsubscribe()
    await setTo('1.22')
    const late: number[] = []
    const stop = assignments.onPublished(({ epoch }) => late.push(epoch))
    const { epoch } = await setTo('1.23')
    await vi.waitFor(() => expect(late.at(-1)).toBe(epoch), 30_000)
    stop()
    expect(heard).toEqual([])
  })

  it('has an epoch of its own, whichever of five servers makes it, and all are heard of in order', async () => {
    const { revision } = await setTo('1.22')
    await vi.waitFor(() => expect(heard).toHaveLength(1), 30_000)
    heard.length = 0
    const CONNECTIONS = 6
    const databases = Array.from(
      { length: 5 },
      () => new Database(server.database.url, { connections: CONNECTIONS }),
    )
    const signer = server.app.get(AssignmentSigner)
    const published = await Promise.all(
      databases.flatMap((database) => {
        const clock = new SystemClock()
        const store = new AssignmentStore(
          signer,
          new ReleaseReader(database),
          new GroupReader(database),
          new GoodRevisionStore(database),
          new AgentBundles(server.config),
          clock,
        )
        // As many as it has connections: none gives up waiting for one on a busy machine.
        return Array.from({ length: CONNECTIONS }, () =>
          database.transaction((tx) => store.publishToGroup(tx, rollBack(revision))),
        )
      }),
    ).finally(() => Promise.all(databases.map((database) => database.close())))
    const epochs = published.map(({ epoch }) => epoch).sort((a, b) => a - b)
    expect(new Set(epochs).size).toBe(5 * CONNECTIONS)
    await vi.waitFor(() => expect(heard.map(({ epoch }) => epoch)).toEqual(epochs), 30_000)
    expect((await reader.current(groupId))?.epoch).toBe(epochs.at(-1))
  })
})

describe('a revision', () => {
  it('of another group can be published; the lineage then follows it', async () => {
    const first = await setTo('1.22')
    const second = await setTo('1.23')
    const otherName = `${group}-other`
    const other = accepted(await callApi(server, '/groups', { name: otherName }), groupView)
    await server.database.transaction((tx) =>
      assignments.publishToGroup(tx, { ...rollBack(second.revision), groupId: other.id }),
    )
    const [own, foreign] = await reader.lineages([groupId, other.id])
    expect(own).toMatchObject({ name: group, current: second.revision })
    expect(foreign).toMatchObject({ name: otherName, current: second.revision })
    for (const lineage of [own, foreign]) {
      expect(lineage?.revisions.map(({ number, parent }) => [number, parent])).toEqual([
        [second.revision, first.revision],
        [first.revision, null],
      ])
    }
  })

  it('that does not exist cannot', async () => {
    const work = server.database.transaction((tx) => assignments.publishToGroup(tx, rollBack(999_999)))
    await expect(work).rejects.toMatchObject({ code: 'revision_unknown' })
  })

  it('is good from the first time that every live host proved it', async () => {
    const { revision, epoch } = await setTo('1.22')
    const hostId = await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    const { hostStatus } = server.database.prisma
    await hostStatus.create({ data: { hostId, epoch, online: true } })
    const goodAt = async () => (await reader.revision(revision))?.goodAt
    const good = server.app.get(GoodRevisionStore)
    await good.mark([groupId], new Date('2025-02-03T00:00:00Z'))
    expect(await goodAt()).toBeNull()
    await hostStatus.update({ where: { hostId }, data: { proved: true } })
    await good.mark([groupId], new Date('2025-02-04T00:00:00Z'))
    await good.mark([groupId], new Date('2025-03-04T00:00:00Z'))
    expect(await goodAt()).toBe('2025-02-04T00:00:00.000Z')
    expect((await reader.revisionsOf(groupId)).map(({ number }) => number)).toEqual([revision])
  })
})

describe('a platform that is new to a group', () => {
  const platformsNow = async () => {
    const { jws } = await server.database.prisma.assignment.findFirstOrThrow({
      where: { groupId },
      orderBy: { epoch: 'desc' },
    })
    return Object.keys(ownAssignment(jws).archives)
  }

  it('is covered by assigning the same revision again, once', async () => {
    await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    const { revision, epoch } = await setTo('1.22')
    await enrolledHost(server.database, { group, platform: 'linux/arm64' })
    await Promise.all(Array.from({ length: 5 }, () => assignments.coverPlatform(groupId, 'linux/arm64')))
    await assignments.coverPlatform(groupId, 'linux/amd64')
    expect(await platformsNow()).toEqual(['linux/amd64', 'linux/arm64'])
    expect(await reader.current(groupId)).toMatchObject({ revision, epoch: epoch + 1 })
    expect(await server.app.get(ReleaseReader).treeDigest('go1.22.12', 'linux/arm64')).not.toBeNull()
  })

  it('does not undo what a host of the group was restored to', async () => {
    const restored = await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    await setTo('1.23')
    await restore(restored)
    const late = await enrolledHost(server.database, { group, platform: 'linux/arm64' })
    await assignments.coverPlatform(groupId, 'linux/arm64')
    const wanted = await assignments.wantedByHost([restored, late])
    expect(wanted.get(restored)).toMatchObject({ origin: { kind: 'snapshot', id: 'snapshot-1' } })
    expect(wanted.get(late)).toMatchObject({ origin: { kind: 'revision' }, desired: { release: 'go1.23.5' } })
  })

  it.each([
    ['the catalogue has no archive for it', 'plan9/386', '1.22'],
    ['nothing is assigned', 'linux/arm64', undefined],
  ])('changes nothing when %s', async (_, platform, go) => {
    await enrolledHost(server.database, { group, platform: 'linux/amd64' })
    if (go) await setTo(go)
    const before = await reader.named(group)
    await assignments.coverPlatform(groupId, platform)
    expect(await reader.named(group)).toEqual(before)
  })
})
