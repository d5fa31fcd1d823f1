import { groupHistory, groupView, setDesiredResult, syncResult } from '@goherd/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { type GoSite, startGoSite } from '../testing/go-site.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { enrollHosts, eventually, TestAgent, type TestHost } from '../testing/test-agent.js'
import { tinyRelease } from '../testing/tiny-release.js'
import {
  Assignments,
  EditionStore,
  GoodRevisionStore,
  GroupReader,
  type PublishedAssignment,
} from './index.js'
import { enrolledHost } from './testing/enrolled-host.js'

let site: GoSite
let server: TestServer
let assignments: Assignments
let reader: GroupReader
let group: string
let groupId: string
/** Two revisions of the group; it is assigned the first. */
let before: number
let after: number
let turn = 0

beforeAll(async () => {
  site = await startGoSite([
    tinyRelease('go1.23.5'),
    tinyRelease('go1.22.12'),
    tinyRelease('go1.22.12', 'linux/arm64'),
  ])
  server = await startTestServer({ GOHERD_GO_SOURCE: site.url })
  accepted(await callApi(server, '/releases/sync', {}), syncResult)
  assignments = server.app.get(Assignments)
  reader = server.app.get(GroupReader)
})
afterAll(async () => {
  await server.close()
  await site.close()
})

const setTo = async (go: string) =>
  accepted(await callApi(server, `/groups/${group}/desired`, { go }), setDesiredResult)

beforeEach(async () => {
  turn += 1
  group = `wave-${turn}`
  groupId = accepted(await callApi(server, '/groups', { name: group }), groupView).id
  after = (await setTo('1.23')).revision
  before = (await setTo('1.22')).revision
})

const wave = (hostIds: readonly string[], revisionNumber = after, rolloutId = 'a-rollout') =>
  server.database.transaction((tx) =>
    assignments.publishWave(tx, {
      ...{ groupId, revisionNumber, hostIds, cause: 'rollout', rolloutId },
      ...{ actor: 'Ada', reason: 'a wave', urgent: false },
    }),
  )
const enrolled = (platform = 'linux/amd64') => enrolledHost(server.database, { group, platform })
const wantedOf = async (id: string) => (await assignments.wantedByHost([id])).get(id)

describe('a wave', () => {
  it('is what its members should have, and nobody else, until the group is assigned something newer', async () => {
    const [member, other] = [await enrolled(), await enrolled()]
    const { epoch } = await wave([member])
    expect(await wantedOf(member)).toMatchObject({ epoch, desired: { release: 'go1.23.5' } })
    expect(await wantedOf(other)).toMatchObject({ desired: { release: 'go1.22.12' } })
    expect(await reader.current(groupId)).toMatchObject({ revision: before })
    const told = await assignments.newerThan(member, groupId, 0)
    expect(told).toHaveLength(2)
    expect(await assignments.newerThan(other, groupId, 0)).toHaveLength(1)
    await server.database.transaction((tx) =>
      assignments.publishToGroup(tx, {
        ...{ groupId, revisionNumber: before, cause: 'rollback', actor: 'Ada', reason: 'back', urgent: true },
      }),
    )
    expect(await wantedOf(member)).toMatchObject({ desired: { release: 'go1.22.12' } })
  })

  it('gives way to what its host is assigned alone, and no longer speaks to one that moved', async () => {
    const member = await enrolled()
    await wave([member])
    await server.database.transaction((tx) =>
      assignments.publishToHost(tx, {
        ...{ hostId: member, actor: 'Ada', reason: 'its own' },
        snapshot: { id: 's', release: 'go1.22.12', settings: {}, treeDigest: null },
      }),
    )
    expect(await wantedOf(member)).toMatchObject({ origin: { kind: 'snapshot' } })
    const mover = await enrolled()
    await wave([mover])
    const { id } = accepted(await callApi(server, '/groups', { name: `${group}-new` }), groupView)
    await server.database.prisma.host.update({ where: { id: mover }, data: { groupId: id } })
    expect(await wantedOf(mover)).toBeUndefined()
    expect(await assignments.newerThan(mover, id, 0)).toEqual([])
  })

  it('is one assignment however many hosts, and leaves those out that are gone', async () => {
    const ids = [await enrolled(), await enrolled(), 'gone']
    const heard: PublishedAssignment[] = []
    const stop = assignments.onPublished((published) => heard.push(published))
    const { epoch } = await wave(ids)
    await vi.waitFor(() => expect(heard.map((one) => one.epoch)).toContain(epoch), 30_000)
    stop()
    const told = heard.find((one) => one.epoch === epoch)
    expect(told).toMatchObject({ groupId, hostId: null, rolloutId: 'a-rollout' })
    expect([...(told?.members ?? [])].sort()).toEqual(ids.slice(0, 2).sort())
  })

  it('says nothing in the history of the group, and is what a rollback leads away from', async () => {
    const member = await enrolled()
    await wave([member])
    const history = accepted(await callApi(server, `/groups/${group}/history`), groupHistory)
    expect(history.assignments.map(({ revision }) => revision)).toEqual([before, after])
    expect(history.revisions.find(({ current }) => current)?.revision).toBe(before)
    const [lineage] = await reader.lineages([groupId])
    expect(lineage?.current).toBe(after)
    await wave([member], before)
    expect((await reader.lineages([groupId]))[0]?.current).toBe(before)
  })

  it('stays above a new edition of the group, which a new platform makes', async () => {
    const member = await enrolled()
    await wave([member])
    await enrolled('linux/arm64')
    await assignments.coverPlatform(groupId, 'linux/arm64')
    expect(await wantedOf(member)).toMatchObject({ desired: { release: 'go1.23.5' } })
    const row = await server.database.prisma.assignment.findFirstOrThrow({
      where: { groupId },
      orderBy: { epoch: 'desc' },
    })
    expect(row).toMatchObject({ cause: 'platform', rolloutId: 'a-rollout', revision: after })
  })

  it('gives way to the group at the end of its rollout, while a drill and a snapshot of single hosts stay', async () => {
    const [done, own, drilled] = [await enrolled(), await enrolled(), await enrolled()]
    const since = (await reader.current(groupId))?.epoch ?? 0
    await wave([done, own])
    await server.database.transaction((tx) =>
      assignments.publishToHost(tx, {
        ...{ hostId: own, actor: 'Ada', reason: 'its own' },
        snapshot: { id: 's', release: 'go1.22.12', settings: { GOFLAGS: '-v' }, treeDigest: null },
      }),
    )
    await server.database.transaction((tx) =>
      assignments.publishWave(tx, {
        ...{ groupId, revisionNumber: before, hostIds: [drilled], cause: 'rollout', drillId: 'a-drill' },
        ...{ actor: 'Ada', reason: 'a drill', urgent: true },
      }),
    )
    const { epoch } = await server.database.transaction((tx) =>
      server.app
        .get(EditionStore)
        .publishBelow(
          tx,
          { groupId, revisionNumber: after, cause: 'rollout', actor: 'Ada', reason: 'done', urgent: false },
          { since, exceptRollout: 'a-rollout' },
        ),
    )
    expect(await wantedOf(done)).toMatchObject({ epoch })
    expect(await wantedOf(own)).toMatchObject({ origin: { kind: 'snapshot', id: 's' } })
    expect(await wantedOf(drilled)).toMatchObject({ desired: { release: 'go1.22.12' } })
  })

  it('cannot be of a revision that does not exist', async () => {
    await expect(wave([await enrolled()], 999_999)).rejects.toMatchObject({ code: 'revision_unknown' })
  })
})

describe('a good revision', () => {
  const goodAt = async (revision: number) => (await reader.revision(revision))?.goodAt
  const status = (hostId: string, epoch: number, proved: boolean) =>
    server.database.prisma.hostStatus.create({ data: { hostId, epoch, online: true, proved } })

  it('is judged by the hosts that follow the group: those in a wave say nothing of it', async () => {
    const [member, follower] = [await enrolled(), await enrolled()]
    const { epoch } = await wave([member])
    const groupEpoch = (await reader.current(groupId))?.epoch ?? 0
    await status(member, epoch, false)
    await status(follower, groupEpoch, true)
    await server.app.get(GoodRevisionStore).mark([groupId], new Date())
    expect(await goodAt(before)).not.toBeNull()
    expect(await goodAt(after)).toBeNull()
  })

  it('is not what nobody follows, and is marked when the first host leaves it for a wave', async () => {
    const member = await enrolled()
    await status(member, (await reader.current(groupId))?.epoch ?? 0, true)
    await wave([member])
    expect(await goodAt(before)).not.toBeNull()
    await server.app.get(GoodRevisionStore).mark([groupId], new Date())
    expect(await goodAt(after)).toBeNull()
  })
})

describe('hosts that are connected', () => {
  let hosts: TestHost[]
  let agents: TestAgent[]
  beforeEach(async () => {
    hosts = await enrollHosts(
      server,
      group,
      [1, 2, 3].map((n) => `${group}-${n}`),
    )
    agents = await Promise.all(hosts.map((host) => TestAgent.connect(server, host)))
    return () => {
      for (const agent of agents) agent.close()
    }
  })

  it('hear of a wave only when they are in it, and those that connect later hear of it then', async () => {
    const [first, , third] = hosts
    agents[2]?.close()
    const { epoch } = await wave([first?.hostId ?? '', third?.hostId ?? ''])
    await eventually(
      async () => agents[0]?.assigned?.epoch,
      (heard) => heard === epoch,
    )
    expect(agents[0]?.assigned).toMatchObject({ epoch, desired: { release: 'go1.23.5' } })
    expect(agents[1]?.assigned).toMatchObject({ desired: { release: 'go1.22.12' } })
    if (!third) throw new Error('three were enrolled')
    const back = await TestAgent.connect(server, third)
    expect(back.assigned?.epoch).toBe(epoch)
    back.close()
  })

  it('prove a wave with its own digest, and their drift is taken against it', async () => {
    const id = hosts[0]?.hostId ?? ''
    const { epoch } = await wave([id])
    const [agent] = agents
    await eventually(
      async () => agent?.assigned?.epoch,
      (heard) => heard === epoch,
    )
    await agent?.report(agent.there())
    const found = await eventually(
      () => server.database.prisma.hostStatus.findUnique({ where: { hostId: id } }),
      (row) => row?.proved === true,
    )
    expect(found).toMatchObject({ epoch, proved: true, state: 'in-sync', drift: [] })
  })
})
