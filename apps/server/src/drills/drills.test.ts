import {
  auditList,
  bulkResult,
  type DrillView,
  deliveryList,
  drillList,
  drillSchedules,
  drillView,
  groupHistory,
  rollbackPlan,
  webhookBody,
  webhookCreated,
} from '@goherd/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { call } from '../testing/call.js'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, observedAt, TestAgent, type TestHost } from '../testing/test-agent.js'
import { DrillSchedule } from './index.js'

let fleet: TestFleet
let group = ''
let turn = 0
let hosts: TestHost[] = []
let agents: TestAgent[] = []

beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const start = async () => accepted(await api('/drills', { group }), drillView)
const drills = async () => accepted(await api('/drills'), drillList).drills
const becomes = (id: string, state: DrillView['state']) =>
  eventually(
    async () => (await drills()).find((drill) => drill.id === id),
    (drill) => drill?.state === state,
  )

/** What a host reports that keeps the releases it had. */
function there(agent: TestAgent) {
  const { observed, ...report } = agent.there()
  const kept = agent.assignments.flatMap(({ desired, archives }) => {
    const treeDigest = archives['linux/amd64']?.treeDigest
    return treeDigest ? [{ release: desired.release, treeDigest, size: 1000 }] : []
  })
  const installed = [...new Map(kept.map((one) => [one.release, one])).values()]
  return observed ? { ...report, observed: { ...observed, installed } } : report
}

/** Sends a host's proof once it was sent to a release. */
async function prove(agent: TestAgent, release: string, after = 0): Promise<number> {
  await eventually(
    async () => agent.assigned,
    (assigned) => assigned?.desired.release === release && assigned.epoch > after,
  )
  await agent.report(there(agent))
  return agent.assigned?.epoch ?? 0
}

const agentOf = (host: string): TestAgent => {
  const agent = agents[hosts.findIndex((_, n) => `${group}-${n + 1}` === host)]
  if (!agent) throw new Error(`there is no ${host}`)
  return agent
}

/** For each test a group with two hosts that proved Go 1.21, then 1.22, and kept both. */
beforeEach(async () => {
  turn += 1
  group = `drill${turn}`
  await makeGroup(fleet.server, group)
  hosts = await enrollHosts(fleet.server, group, [`${group}-1`, `${group}-2`])
  await setGroup(fleet.server, group, '1.21')
  agents = await Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
  for (const agent of agents) await agent.report(there(agent))
  await eventually(
    async () => accepted(await api(`/groups/${group}/history`), groupHistory).revisions[0]?.goodAt,
    (goodAt) => goodAt !== null,
  )
  await setGroup(fleet.server, group, '1.22')
  for (const agent of agents) await prove(agent, 'go1.22.12')
})
afterEach(() => {
  for (const agent of agents) agent.close()
})

describe('a drill', () => {
  it.each(['going-back', 'going-forth'] as const)('ends when its host is removed %s', async (state) => {
    const { host, id } = await start()
    if (state === 'going-forth') await prove(agentOf(host), 'go1.21.13')
    await becomes(id, state)
    const change = { kind: 'remove', reason: 'scrapped' }
    accepted(await api('/hosts/bulk', { hosts: { kind: 'named', names: [host] }, change }), bulkResult)
    expect(await becomes(id, 'failed')).toMatchObject({ host, says: expect.stringMatching(/removed/) })
    expect(await start()).toMatchObject({ state: 'going-back', host: `${group}-2` })
  })

  it('takes one host back and forth again, with the time of each way', async () => {
    const started = await start()
    expect(started).toMatchObject({
      ...{ group, host: `${group}-1`, state: 'going-back', from: 'go1.22.12', to: 'go1.21.13', actor: 'Ada' },
      ...{ backMs: null, forthMs: null, finishedAt: null },
    })
    const agent = agentOf(started.host)
    const back = await prove(agent, 'go1.21.13')
    expect(agent.assigned).toMatchObject({ urgent: false, scope: { kind: 'group' } })
    expect(await becomes(started.id, 'going-forth')).toMatchObject({
      backMs: expect.any(Number),
      forthMs: null,
    })
    await prove(agent, 'go1.22.12', back)
    const passed = await becomes(started.id, 'passed')
    expect(passed).toMatchObject({ backMs: expect.any(Number), forthMs: expect.any(Number) })
    expect(passed?.says).toMatch(/^back in \d+\.\d s, forth in \d+\.\d s, each proved by digest$/)
    expect(agentOf(`${group}-2`).assigned?.desired.release).toBe('go1.22.12')
    const { entries } = accepted(await api(`/audit?target=group:${group}`), auditList)
    expect(entries.map(({ action }) => action).slice(0, 2)).toEqual(['drill.passed', 'drill.start'])
  })

  it('is the next time on the host that did not rehearse yet', async () => {
    const first = await start()
    await prove(agentOf(first.host), 'go1.22.12', await prove(agentOf(first.host), 'go1.21.13'))
    await becomes(first.id, 'passed')
    const second = await start()
    expect([first.host, second.host]).toEqual([`${group}-1`, `${group}-2`])
    await prove(agentOf(second.host), 'go1.22.12', await prove(agentOf(second.host), 'go1.21.13'))
    await becomes(second.id, 'passed')
    expect((await start()).host).toBe(`${group}-1`)
  })

  it('fails when the host cannot go back, which is sent forth again; webhooks hear of it', async () => {
    const hook = { name: `hook-${group}`, url: 'http://127.0.0.1:1/', events: ['drill.finished'] }
    accepted(await api('/webhooks', hook), webhookCreated)
    const started = await start()
    const agent = agentOf(started.host)
    await eventually(
      async () => agent.assigned?.desired.release,
      (release) => release === 'go1.21.13',
    )
    const error = { code: 'disk_full', message: 'the disk is full', hint: 'Free space.' }
    const { epoch = 0 } = agent.there()
    const observed = observedAt({ release: 'go1.22.12', settings: {} })
    await agent.report({ epoch, observed, phase: { kind: 'failed', error } })
    const failed = await becomes(started.id, 'failed')
    expect(failed).toMatchObject({ says: 'it could not go back: the disk is full', backMs: null })
    await prove(agent, 'go1.22.12', epoch)
    const { deliveries } = accepted(await api(`/webhooks/hook-${group}/deliveries`), deliveryList)
    expect(webhookBody.parse(deliveries[0]?.payload)).toMatchObject({
      type: 'drill.finished',
      data: { id: started.id, details: { state: 'failed', group, host: `${group}-1` } },
    })
  })

  it('fails when its time is over, and the host is sent forth', async () => {
    const started = await start()
    const agent = agentOf(started.host)
    await eventually(
      async () => agent.assigned?.desired.release,
      (release) => release === 'go1.21.13',
    )
    const { epoch = 0 } = agent.there()
    const startedAt = new Date(Date.now() - 301_000)
    await fleet.server.database.prisma.drill.update({ where: { id: started.id }, data: { startedAt } })
    await agent.report({
      epoch,
      observed: observedAt({ release: 'go1.22.12', settings: {} }),
    })
    expect(await becomes(started.id, 'failed')).toMatchObject({
      says: 'no proof of the way back within 300 s',
    })
    await prove(agent, 'go1.22.12', epoch)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['another desired state', () => setGroup(fleet.server, group, '1.23'), 'go1.23.5'],
    ['an emergency rollback', rollBack, 'go1.21.13'],
  ])('is overtaken by %s, and undoes nothing of it', async (_, act, release) => {
    const started = await start()
    const agent = agentOf(started.host)
    const back = await prove(agent, 'go1.21.13')
    await becomes(started.id, 'going-forth')
    await act()
    await prove(agent, release, back)
    expect(await becomes(started.id, 'failed')).toMatchObject({ says: expect.stringContaining('overtaken') })
    expect(agent.assigned?.desired.release).toBe(release)
  })

  it('goes on where it was when the server starts again', async () => {
    const started = await start()
    const { config } = fleet.server
    for (const agent of agents) agent.close()
    await fleet.server.stop()
    const again = await startServer(
      { ...config, port: 0, publicUrl: 'http://127.0.0.1:0' },
      createLogger('silent'),
    )
    try {
      const server = { url: again.url, adminToken: fleet.server.adminToken }
      const [host] = hosts
      if (!host) throw new Error('there is a host')
      const agent = await TestAgent.connect(server, host)
      const back = await prove(agent, 'go1.21.13')
      await prove(agent, 'go1.22.12', back)
      const all = async () => accepted(await callApi(server, '/drills'), drillList).drills
      const passed = await eventually(all, ([newest]) => newest?.state === 'passed')
      expect(passed[0]).toMatchObject({ id: started.id, state: 'passed' })
      agent.close()
    } finally {
      await again.stop()
      await fleet.close()
      fleet = await startTestFleet()
    }
  })
})

async function rollBack(): Promise<void> {
  const request = { scope: { kind: 'group', group }, target: 'last-good' }
  const planned = accepted(await api('/rollbacks/plan', request), rollbackPlan)
  const begun = await api('/rollbacks', { plan: planned.id, confirm: planned.confirm, reason: 'test' })
  if (begun.status !== 201) throw new Error(JSON.stringify(begun.body))
}

describe('a drill is refused', () => {
  const refusal = async (name = group) => refused(await api('/drills', { group: name }))

  it('without a group, or in the one that manages nothing', async () => {
    expect(await refusal('nowhere')).toMatchObject({ status: 404, code: 'group_unknown' })
    expect(await refusal('catch-all')).toMatchObject({ status: 409, code: 'group_unmanaged' })
  })

  it('while another is under way in the group', async () => {
    await start()
    expect(await refusal()).toMatchObject({ status: 409, code: 'drill_running' })
  })

  it('while the fleet is frozen', async () => {
    await fleet.server.database.prisma.fleet.update({
      where: { id: 1 },
      data: { frozenAt: new Date(), frozenBy: 'Ada', frozenReason: 'trouble' },
    })
    expect(await refusal()).toMatchObject({ status: 409, code: 'fleet_frozen' })
    await api('/fleet/lift', {})
    await start()
  })

  it('where there is no last good revision to go back to', async () => {
    await makeGroup(fleet.server, `${group}-new`)
    await setGroup(fleet.server, `${group}-new`, '1.22')
    expect(await refusal(`${group}-new`)).toMatchObject({ code: 'no_earlier_revision' })
    await api('/releases/go1.21.13/recall', { reason: 'bad' })
    expect(await refusal()).toMatchObject({
      code: 'no_earlier_revision',
      message: expect.stringContaining('not recalled'),
    })
    await api('/releases/go1.21.13/recall/lift', {})
  })

  it('where no host that is in sync has the release on its own disk', async () => {
    agentOf(`${group}-1`).close()
    const second = agentOf(`${group}-2`)
    await second.report(second.there())
    await eventually(
      async () => (await refusal()).code,
      (code) => code === 'no_host_to_drill',
    )
    await second.report(there(second))
    expect((await start()).host).toBe(`${group}-2`)
  })
})

describe('a schedule', () => {
  const put = (everyDays: number | null, name = group) =>
    call(fleet.server.url, 'PUT', '/api/drills/schedules', {
      token: fleet.server.adminToken,
      body: { group: name, everyDays },
    })
  const windows = async (of: unknown) => {
    const { adminToken: token, url } = fleet.server
    const put = await call(url, 'PUT', `/api/groups/${group}/windows`, { token, body: { windows: of } })
    expect(put.status).toBe(200)
  }
  const mine = async () =>
    accepted(await api('/drills/schedules'), drillSchedules).schedules.find((one) => one.group === group)

  it('is set and ended', async () => {
    expect(await mine()).toEqual({ group, everyDays: null, nextAt: null })
    expect((await put(7)).status).toBe(200)
    const set = await mine()
    expect(set).toMatchObject({ everyDays: 7 })
    const inDays = (Date.parse(set?.nextAt ?? '') - Date.now()) / 86_400_000
    expect(inDays).toBeGreaterThan(6.99)
    expect(inDays).toBeLessThanOrEqual(7)
    await put(null)
    expect(await mine()).toEqual({ group, everyDays: null, nextAt: null })
    expect(await put(7, 'catch-all')).toMatchObject({ status: 409, code: 'group_unmanaged' })
    expect(await put(7, 'nowhere')).toMatchObject({ status: 404, code: 'group_unknown' })
    expect((await put(0)).status).toBe(400)
  })

  it('starts what is due once, though several servers look', async () => {
    await put(7)
    await makeDue()
    const schedule = fleet.server.app.get(DrillSchedule)
    await Promise.all([schedule.startDue(), schedule.startDue(), schedule.startDue()])
    const own = (await drills()).filter((drill) => drill.group === group)
    expect(own).toMatchObject([{ state: 'going-back', actor: 'schedule' }])
    const next = Date.parse((await mine())?.nextAt ?? '')
    expect(next).toBeGreaterThan(Date.now() + 6 * 86_400_000)
  })

  it('wakes by itself when a drill is due', async () => {
    await put(7)
    await fleet.server.database.prisma.group.update({
      where: { name: group },
      data: { nextDrillAt: new Date(Date.now() + 300) },
    })
    // Another schedule is set: the next due time is looked up again.
    await makeGroup(fleet.server, `${group}-other`)
    await put(30, `${group}-other`)
    const started = await eventually(drills, ([newest]) => newest?.group === group)
    expect(started[0]).toMatchObject({ group, actor: 'schedule' })
  })

  it('puts what is due outside the windows of its group off until the next one opens', async () => {
    await put(7)
    const hours = (from: number, to: number) => {
      const clock = (hour: number) => new Date(Date.now() + hour * 3_600_000).toISOString().slice(11, 16)
      return [{ timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: clock(from), to: clock(to) }]
    }
    await windows(hours(5, 6))
    await makeDue()
    const schedule = fleet.server.app.get(DrillSchedule)
    await schedule.startDue()
    expect((await drills()).filter((drill) => drill.group === group)).toEqual([])
    const inHours = (Date.parse((await mine())?.nextAt ?? '') - Date.now()) / 3_600_000
    expect(inHours).toBeGreaterThan(4.9)
    expect(inHours).toBeLessThanOrEqual(5)
    await windows(hours(-1, 1))
    await makeDue()
    await schedule.startDue()
    expect((await drills()).find((drill) => drill.group === group)?.state).toBe('going-back')
  })

  it('says so when a drill that is due cannot start', async () => {
    await start()
    await put(7)
    await makeDue()
    await fleet.server.app.get(DrillSchedule).startDue()
    const { entries } = accepted(await api(`/audit?target=group:${group}`), auditList)
    expect(entries[0]).toMatchObject({ action: 'drill.start', outcome: 'refused', actor: 'schedule' })
    expect(entries[0]?.summary).toContain('a drill is under way')
  })

  const makeDue = () =>
    fleet.server.database.prisma.group.update({
      where: { name: group },
      data: { nextDrillAt: new Date(Date.now() - 1) },
    })
})
