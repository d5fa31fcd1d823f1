import {
  auditList,
  driftReport,
  groupHistory,
  type HostView,
  hostDetail,
  hostList,
  hostRollbackResult,
  hostTimeline,
} from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import {
  enrollHosts,
  eventually,
  factsOf,
  NOTHING,
  observedAt,
  TestAgent,
  type TestHost,
} from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const detail = async (name: string) => accepted(await api(`/hosts/${name}`), hostDetail)
const list = async (query: string) => accepted(await api(`/hosts?${query}`), hostList)
const becomes = (name: string, isRight: (host: HostView) => boolean) =>
  eventually(() => detail(name), isRight)

/** A group of its own with one host in it, sent to Go 1.22. */
async function hostIn(group: string): Promise<{ host: TestHost; agent: TestAgent }> {
  await makeGroup(fleet.server, group)
  const [host] = await enrollHosts(fleet.server, group, [`${group}-1`])
  if (!host) throw new Error('a host should have been enrolled')
  await setGroup(fleet.server, group, '1.22', { GOPROXY: 'https://user:secret@proxy.example.com' })
  return { host, agent: await TestAgent.connect(fleet.server, host) }
}

describe('a report', () => {
  it('makes a host in sync and proved once it is where it was assigned to be', async () => {
    const { agent } = await hostIn('reach')
    expect(await becomes('reach-1', ({ state }) => state === 'updating')).toMatchObject({
      state: 'updating',
      online: true,
      wanted: 'go1.22.12',
      actual: null,
      proved: false,
    })
    expect(await agent.report(agent.there())).toEqual({ ok: true, seq: 1 })
    const host = await becomes('reach-1', ({ state }) => state === 'in-sync')
    expect(host).toMatchObject({ state: 'in-sync', proved: true, actual: 'go1.22.12', drift: [] })
    expect(host.observed?.proof).toBe(host.expectedProof)
    agent.close()
    expect(await becomes('reach-1', ({ online }) => !online)).toMatchObject({
      state: 'offline',
      proved: true,
    })
  })

  it('with a wrong digest proves nothing', async () => {
    const { agent } = await hostIn('forged')
    const { observed = NOTHING, ...there } = agent.there()
    await agent.report({ ...there, observed: { ...observed, proof: 'f'.repeat(64) } })
    expect(await becomes('forged-1', ({ state }) => state === 'in-sync')).toMatchObject({ proved: false })
    agent.close()
  })

  it('that is older or doubled changes nothing and is acknowledged', async () => {
    const { agent } = await hostIn('order')
    const early = agent.makeReport()
    const late = agent.makeReport(agent.there())
    expect(await agent.send(late)).toEqual({ ok: true, seq: late.seq })
    expect(await agent.send(early)).toEqual({ ok: true, seq: early.seq })
    expect(await agent.send(late)).toEqual({ ok: true, seq: late.seq })
    expect(await detail('order-1')).toMatchObject({ state: 'in-sync', actual: 'go1.22.12' })
    agent.close()
    const again = await TestAgent.connect(fleet.server, agent.host)
    expect(again.opened.lastSeq).toBe(late.seq)
    again.close()
  })

  it('stores each event once, however often it is sent', async () => {
    const { agent } = await hostIn('events')
    const event = {
      id: 'e1',
      at: '2026-01-02T03:04:05.678Z',
      kind: 'switch' as const,
      epoch: 1,
      release: 'go1.22.12',
      durationMs: 1.5,
      message: 'switched to go1.22.12',
    }
    const failed = {
      ...{ id: 'e2', at: '2026-01-02T03:04:06.000Z', kind: 'failed' as const, epoch: 1, message: 'no' },
      error: { code: 'disk_full', message: 'the disk is full', hint: 'Free some space.' },
    }
    await agent.report({ events: [event] })
    await Promise.all([agent.report({ events: [event, failed] }), agent.report({ events: [failed] })])
    const { events } = accepted(await api('/hosts/events-1/timeline'), hostTimeline)
    expect(events).toEqual([failed, event])
    agent.close()
  })

  it('tells events of one moment in the order of the agent', async () => {
    const { agent } = await hostIn('moments')
    const at = '2026-01-02T03:04:05.678Z'
    const ids = Array.from({ length: 12 }, (_, n) => `run-${n + 1}`)
    const events = ids.map((id) => ({ id, at, kind: 'check' as const, epoch: 1, message: id }))
    await agent.report({ events })
    const told = accepted(await api('/hosts/moments-1/timeline'), hostTimeline).events
    expect(told.map(({ id }) => id)).toEqual(ids.toReversed())
    agent.close()
  })

  it('tells what a host is, and shows no credentials of its settings', async () => {
    const { agent } = await hostIn('facts')
    await agent.report({
      ...agent.there(),
      facts: { ...factsOf('facts-1'), cpus: 8 },
      labels: { rack: 'r7' },
    })
    const shown = await detail('facts-1')
    expect(shown).toMatchObject({ facts: { cpus: 8 }, labels: { rack: 'r7' }, root: '/srv/facts-1' })
    expect(JSON.stringify(shown)).not.toContain('secret')
    expect(shown.wantedSettings.GOPROXY).toContain('proxy.example.com')
    agent.close()
  })

  it('that the database cannot store is refused, and holds nobody else up', async () => {
    const { agent } = await hostIn('poison')
    const [second] = await enrollHosts(fleet.server, 'poison', ['poison-2'])
    if (!second) throw new Error('a host should have been enrolled')
    const neighbour = await TestAgent.connect(fleet.server, second)
    const link = { kind: 'foreign' as const, target: '/opt/\u0000go' }
    const answers = await Promise.all([
      agent.report({ observed: { ...NOTHING, link } }),
      neighbour.report(neighbour.there()),
      neighbour.report(neighbour.there()),
    ])
    expect(answers).toMatchObject([
      { ok: false, error: { code: 'report_unstorable' } },
      { ok: true },
      { ok: true },
    ])
    expect(await agent.report({ seq: 2 ** 40 })).toMatchObject({ ok: false })
    expect(await agent.report(agent.there())).toMatchObject({ ok: true })
    expect(await becomes('poison-1', ({ state }) => state === 'in-sync')).toMatchObject({ proved: true })
    agent.close()
    neighbour.close()
  })
})

describe('drift', () => {
  it('is seen with its reason, is in the report and the audit log, and ends', async () => {
    const { agent } = await hostIn('drift')
    await agent.report(agent.there())
    const { observed = NOTHING } = agent.there()
    await agent.report({ observed: { ...observed, link: { kind: 'foreign', target: '/usr/lib/go' } } })
    const drifted = await detail('drift-1')
    expect(drifted).toMatchObject({
      state: 'drifted',
      drift: [{ kind: 'link', expected: 'releases/go1.22.12', found: '/usr/lib/go' }],
    })
    const report = accepted(await api('/drift'), driftReport)
    expect(report.hosts.map(({ name }) => name)).toContain('drift-1')
    await agent.report(agent.there())
    expect(await detail('drift-1')).toMatchObject({ state: 'in-sync', drift: [] })
    const { entries } = await eventually(
      async () => accepted(await api('/audit?target=host:drift-1'), auditList),
      (audit) => audit.entries.some(({ action }) => action === 'drift.ended'),
    )
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['drift.ended', 'drift.appeared']),
    )
    agent.close()
  })

  it('of a host that is offline is told against what is wanted now', async () => {
    const { agent } = await hostIn('away')
    await agent.report(agent.there())
    agent.close()
    await becomes('away-1', ({ online }) => !online)
    await setGroup(fleet.server, 'away', '1.23')
    const host = await becomes('away-1', ({ drift }) => drift.length > 0)
    expect(host).toMatchObject({
      state: 'offline',
      wanted: 'go1.23.5',
      proved: false,
      drift: [{ kind: 'version', expected: 'go1.23.5', found: 'go1.22.12' }],
    })
  })
})

describe('a revision', () => {
  it('is good once every live host has proved it', async () => {
    const { agent } = await hostIn('good')
    const [second] = await enrollHosts(fleet.server, 'good', ['good-2'])
    if (!second) throw new Error('a host should have been enrolled')
    const neighbour = await TestAgent.connect(fleet.server, second)
    await becomes('good-2', ({ online }) => online)
    const goodAt = async () => accepted(await api('/groups/good/history'), groupHistory).revisions[0]?.goodAt
    await agent.report(agent.there())
    await neighbour.report()
    expect(await goodAt()).toBeNull()
    await neighbour.report(neighbour.there())
    expect(await eventually(goodAt, (at) => at !== null)).toEqual(expect.any(String))
    agent.close()
    neighbour.close()
  })
})

describe('a revision that is left the moment it was proved', () => {
  it('is good all the same', async () => {
    const { agent } = await hostIn('hasty')
    await agent.report(agent.there())
    await setGroup(fleet.server, 'hasty', '1.23')
    const { revisions } = accepted(await api('/groups/hasty/history'), groupHistory)
    expect(revisions.map(({ goodAt }) => goodAt !== null)).toEqual([false, true])
    agent.close()
  })
})

describe('the list of hosts', () => {
  it('is filtered, searched, sorted and paged by the database', async () => {
    await makeGroup(fleet.server, 'lists')
    const hosts = await enrollHosts(fleet.server, 'lists', ['list-c', 'list-a', 'list-b', 'list_d'])
    const agents = await Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
    const releases = ['go1.9.7', 'go1.22.12', 'go1.21.13']
    await Promise.all(
      releases.map((release, at) => agents[at]?.report({ observed: observedAt({ release, settings: {} }) })),
    )
    const names = async (query: string) => (await list(`group=lists&${query}`)).hosts.map(({ name }) => name)
    expect(await names('')).toEqual(['list-a', 'list-b', 'list-c', 'list_d'])
    expect(await names('sort=name&order=desc')).toEqual(['list_d', 'list-c', 'list-b', 'list-a'])
    expect(await names('sort=actual')).toEqual(['list-c', 'list-b', 'list-a', 'list_d'])
    expect(await names('sort=actual&order=desc&limit=2')).toEqual(['list-a', 'list-b'])
    expect(await names('sort=lastSeenAt&limit=1&offset=3')).toHaveLength(1)
    expect(await names('search=LIST-A')).toEqual(['list-a'])
    expect(await names('search=list_')).toEqual(['list_d'])
    expect(await names('search=1.21%20list')).toEqual(['list-b'])
    expect(await names('search=%25')).toEqual([])
    expect((await list('group=lists&limit=1')).total).toBe(4)
    expect(await names('state=unmanaged')).toHaveLength(4)
    expect(await names('state=failed')).toEqual([])
    expect(refused(await api('/hosts?sort=nothing')).status).toBe(400)
    expect(refused(await api('/hosts?limit=1;drop table host')).status).toBe(400)
    for (const agent of agents) agent.close()
  })

  it('knows a host that never connected', async () => {
    await makeGroup(fleet.server, 'quiet')
    await enrollHosts(fleet.server, 'quiet', ['quiet-1'])
    expect(await detail('quiet-1')).toMatchObject({ state: 'offline', online: false, lastSeenAt: null })
    expect((await list('state=offline&group=quiet')).total).toBe(1)
    expect(refused(await api('/hosts/nobody'))).toMatchObject({ status: 404, code: 'host_unknown' })
    expect(refused(await api('/hosts/nobody/timeline'))).toMatchObject({ code: 'host_unknown' })
  })
})

describe('a recheck', () => {
  it('asks the host, and is refused for one that is offline or unknown', async () => {
    const { agent } = await hostIn('recheck')
    await becomes('recheck-1', ({ online }) => online)
    const asked: unknown[] = []
    agent.socket.on('host.recheck', (payload: unknown, answer: (answer: unknown) => void) => {
      asked.push(payload)
      answer({ accepted: true })
    })
    expect((await api('/hosts/recheck-1/recheck', {})).body).toEqual({ accepted: true })
    expect((await api('/hosts/recheck-1/recheck', { bytes: false })).body).toEqual({ accepted: true })
    expect(asked).toEqual([{ bytes: true }, { bytes: false }])
    agent.socket.off('host.recheck').on('host.recheck', (_, answer) => answer('what?'))
    expect(refused(await api('/hosts/recheck-1/recheck', {}))).toMatchObject({
      status: 502,
      code: 'host_answer_malformed',
    })
    agent.close()
    await becomes('recheck-1', ({ online }) => !online)
    expect(refused(await api('/hosts/recheck-1/recheck', {}))).toMatchObject({ code: 'host_offline' })
    expect(refused(await api('/hosts/nobody/recheck', {}))).toMatchObject({ status: 404 })
  })
})

describe('a host’s own rollback', () => {
  it('goes to one of its snapshots by an assignment to that host alone', async () => {
    const { agent, host } = await hostIn('snap')
    const [second] = await enrollHosts(fleet.server, 'snap', ['snap-2'])
    if (!second) throw new Error('a host should have been enrolled')
    const neighbour = await TestAgent.connect(fleet.server, second)
    const snapshot = {
      ...{ id: 's1', parent: null, reason: 'before go1.22.12', takenAt: '2026-01-01T00:00:00.000Z' },
      ...{ release: 'go1.21.13', treeDigest: 'a'.repeat(64), settings: { GOFLAGS: '-mod=mod' } },
    }
    const { observed = NOTHING, ...there } = agent.there()
    await agent.report({
      ...there,
      observed: { ...observed, snapshots: [snapshot, { ...snapshot, id: 's0', release: null }] },
    })
    const coming = agent.nextAssignment()
    const answer = await api('/hosts/snap-1/rollback', { snapshot: 's1', reason: 'it fails' })
    const result = accepted(answer, hostRollbackResult)
    expect(result).toMatchObject({ host: 'snap-1', snapshot: 's1', release: 'go1.21.13' })
    expect(await coming).toMatchObject({
      epoch: result.epoch,
      scope: { kind: 'host', hostId: host.hostId },
      desired: { release: 'go1.21.13', settings: { GOFLAGS: '-mod=mod' } },
      origin: { kind: 'snapshot', id: 's1' },
    })
    expect(await becomes('snap-1', ({ wanted }) => wanted === 'go1.21.13')).toMatchObject({
      state: 'updating',
      wantedFrom: { kind: 'snapshot', id: 's1' },
    })
    await agent.report({
      epoch: result.epoch,
      observed: observedAt({ release: 'go1.21.13', settings: { GOFLAGS: '-mod=mod' } }, 'a'.repeat(64)),
    })
    expect(await detail('snap-1')).toMatchObject({ state: 'in-sync', proved: true })
    expect(neighbour.assigned?.desired.release).toBe('go1.22.12')
    agent.close()
    neighbour.close()
  })

  it('is refused without a snapshot to go to', async () => {
    const path = '/hosts/snap-1/rollback'
    expect(refused(await api(path, { snapshot: 'nope', reason: 'x' }))).toMatchObject({
      status: 404,
      code: 'snapshot_unknown',
    })
    expect(refused(await api(path, { snapshot: 's1' })).status).toBe(400)
    expect(refused(await api('/hosts/nobody/rollback', { snapshot: 's1', reason: 'x' })).status).toBe(404)
    const { agent } = await hostIn('bare')
    const empty = { id: 's0', parent: null, release: null, treeDigest: null, settings: {}, reason: '' }
    await agent.report({
      observed: { ...NOTHING, snapshots: [{ ...empty, takenAt: '2026-01-01T00:00:00.000Z' }] },
    })
    expect(refused(await api('/hosts/bare-1/rollback', { snapshot: 's0', reason: 'x' }))).toMatchObject({
      status: 409,
      code: 'snapshot_without_release',
    })
    agent.close()
  })
})
