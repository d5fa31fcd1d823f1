import {
  auditList,
  fleetStatus,
  groupHistory,
  hostDetail,
  type RollbackView,
  rollbackList,
  rollbackPlan,
  rollbackView,
} from '@goherd/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { addPerson } from '../testing/people.js'
import { enrollHosts, eventually, NOTHING, TestAgent, type TestHost } from '../testing/test-agent.js'

let fleet: TestFleet
let hosts: TestHost[]
let agents: TestAgent[] = []

beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const plan = async (request: object = { scope: { kind: 'group', group }, target: 'last-good' }) =>
  accepted(await api('/rollbacks/plan', request), rollbackPlan)
const view = async (id: string) => accepted(await api(`/rollbacks/${id}`), rollbackView)
const becomes = (id: string, isRight: (rollback: RollbackView) => boolean) =>
  eventually(() => view(id), isRight)
const status = async () => accepted(await api('/status'), fleetStatus)

async function start(planned: { id: string; confirm: string }): Promise<RollbackView> {
  const body = { plan: planned.id, confirm: planned.confirm, reason: 'it breaks builds' }
  return accepted(await api('/rollbacks', body), rollbackView)
}

let group = ''
let turn = 0

/** For each test a group with three hosts that proved Go 1.21, then 1.22. */
beforeEach(async () => {
  turn += 1
  group = `rb${turn}`
  await makeGroup(fleet.server, group)
  hosts = await enrollHosts(
    fleet.server,
    group,
    [1, 2, 3].map((n) => `${group}-${n}`),
  )
  await setGroup(fleet.server, group, '1.21')
  agents = await Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
  for (const agent of agents) await agent.report(agent.there())
  await eventually(
    async () => accepted(await api(`/groups/${group}/history`), groupHistory).revisions[0]?.goodAt,
    (goodAt) => goodAt !== null,
  )
  await setGroup(fleet.server, group, '1.22')
  for (const agent of agents) {
    await eventually(
      async () => agent.assigned?.desired.release,
      (release) => release === 'go1.22.12',
    )
    await agent.report(agent.there())
  }
})
afterEach(() => {
  for (const agent of agents) agent.close()
})

/** Sends a host's proof once the rollback's assignment has reached it. */
async function prove(agent: TestAgent): Promise<void> {
  await eventually(
    async () => agent.assigned?.urgent,
    (urgent) => urgent === true,
  )
  await agent.report(agent.there())
}

const agentOf = (n: number): TestAgent => {
  const agent = agents[n - 1]
  if (!agent) throw new Error(`there is no agent ${n}`)
  return agent
}

describe('a plan', () => {
  it('says who changes, who is there already, who is offline, and what to type', async () => {
    agentOf(3).close()
    await eventually(
      async () => accepted(await api(`/hosts/${group}-3`), hostDetail).online,
      (online) => !online,
    )
    const { release } = agentOf(1).assigned?.desired ?? { release: '' }
    expect(release).toBe('go1.22.12')
    const planned = await plan()
    expect(planned).toMatchObject({
      hosts: 3,
      confirm: 'ROLL BACK 3',
      freezes: false,
      groups: [{ group, from: { release: 'go1.22.12' }, to: { release: 'go1.21.13' } }],
      already: [],
      cannot: [],
    })
    expect(planned.willChange.map(({ name }) => name)).toEqual([`${group}-1`, `${group}-2`])
    expect(planned.offline.map(({ name }) => name)).toEqual([`${group}-3`])
    expect(Date.parse(planned.expiresAt) - Date.now()).toBeGreaterThan(50_000)
  })

  it('is refused when there is nothing to go back to', async () => {
    const request = (scope: object, target: unknown = 'last-good') =>
      api('/rollbacks/plan', { scope, target })
    const of = (name: string) => ({ kind: 'group', group: name })
    expect(refused(await request(of('nowhere')))).toMatchObject({ status: 404, code: 'group_unknown' })
    expect(refused(await request(of('catch-all')))).toMatchObject({ code: 'group_unmanaged' })
    expect(refused(await request(of(group), 4711))).toMatchObject({ status: 404, code: 'revision_unknown' })
    await makeGroup(fleet.server, `${group}-empty`)
    expect(refused(await request(of(`${group}-empty`)))).toMatchObject({ code: 'no_hosts' })
    await enrollHosts(fleet.server, `${group}-empty`, [`${group}-lonely`])
    expect(refused(await request(of(`${group}-empty`)))).toMatchObject({ code: 'nothing_assigned' })
    await setGroup(fleet.server, `${group}-empty`, '1.22')
    expect(refused(await request(of(`${group}-empty`)))).toMatchObject({ code: 'no_earlier_revision' })
    expect(refused(await request({ kind: 'everything' })).status).toBe(400)
    expect(refused(await request(of(group), 'first')).status).toBe(400)
  })
})

describe('a start is refused', () => {
  const body = (planned: { id: string; confirm: string }) => ({
    plan: planned.id,
    confirm: planned.confirm,
    reason: 'because',
  })

  it('with another confirmation, which it then says, and without a reason', async () => {
    const planned = await plan()
    for (const confirm of ['', 'yes', 'roll back 3', 'ROLL BACK 2']) {
      const refusal = refused(await api('/rollbacks', { ...body(planned), confirm }))
      expect(refusal).toMatchObject({ status: 400, code: 'confirm_mismatch' })
      expect(refusal.hint).toContain('ROLL BACK 3')
    }
    expect(refused(await api('/rollbacks', { ...body(planned), reason: ' ' })).status).toBe(400)
    expect(await start(planned)).toMatchObject({ hosts: 3 })
  })

  it('a second time, for a plan nobody made, and after a minute', async () => {
    const old = await plan()
    const planned = await plan()
    await start(planned)
    expect(refused(await api('/rollbacks', body(planned)))).toMatchObject({
      status: 410,
      code: 'plan_expired',
    })
    expect(refused(await api('/rollbacks', body({ ...planned, id: 'nope' })))).toMatchObject({ status: 410 })
    await fleet.server.database.prisma.rollbackPlan.update({
      where: { id: old.id },
      data: { expiresAt: new Date(Date.now() - 1) },
    })
    expect(refused(await api('/rollbacks', body(old)))).toMatchObject({ status: 410, code: 'plan_expired' })
  })

  it('when the fleet was assigned something else meanwhile, wherever that was', async () => {
    const planned = await plan()
    await makeGroup(fleet.server, `${group}-other`)
    await setGroup(fleet.server, `${group}-other`, '1.23')
    expect(refused(await api('/rollbacks', body(planned)))).toMatchObject({ status: 409, code: 'plan_stale' })
    expect((await plan()).id).not.toBe(planned.id)
  })

  it('for a viewer', async () => {
    const planned = await plan()
    const viewer = await addPerson(fleet.server, 'viewer', `viewer-${group}`)
    const asViewer = { url: fleet.server.url, adminToken: viewer.token }
    expect(refused(await callApi(asViewer, '/rollbacks', body(planned)))).toMatchObject({ status: 403 })
    expect(refused(await callApi(asViewer, '/rollbacks/plan', {})).status).toBe(403)
    expect((await callApi(asViewer, '/rollbacks')).status).toBe(200)
  })
})

describe('a rollback', () => {
  it('is complete when every live host has proved the restored state, and never before', async () => {
    const started = await start(await plan())
    expect(started).toMatchObject({ state: 'running', hosts: 3, proved: 0, debt: [], failed: [] })
    for (const agent of agents) {
      await eventually(
        async () => agent.assigned?.urgent,
        (urgent) => urgent === true,
      )
      expect(agent.assigned?.desired.release).toBe('go1.21.13')
    }
    await agentOf(1).report(agentOf(1).there())
    const { observed = NOTHING, ...there } = agentOf(2).there()
    await agentOf(2).report({ ...there, observed: { ...observed, proof: 'f'.repeat(64) } })
    await agentOf(3).report({
      ...there,
      observed: NOTHING,
      phase: {
        kind: 'failed',
        error: { code: 'disk_full', message: 'the disk is full', hint: 'Free space.' },
      },
    })
    expect(await becomes(started.id, ({ failed }) => failed.length > 0)).toMatchObject({
      state: 'running',
      proved: 1,
      pending: [`${group}-2`],
      failed: [{ host: `${group}-3`, reason: 'the disk is full' }],
    })
    await agentOf(2).report(agentOf(2).there())
    await agentOf(3).report(agentOf(3).there())
    const done = await becomes(started.id, ({ state }) => state === 'complete')
    expect(done).toMatchObject({ state: 'complete', proved: 3, pending: [], failed: [], debt: [] })
    const digest = agentOf(1).there().observed?.proof
    for (const host of done.provedHosts) expect(host.digest).toBe(digest)
    const { entries } = accepted(await api(`/audit?target=group:${group}`), auditList)
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['rollback.complete', 'rollback.start', 'group.set']),
    )
    expect(accepted(await api('/rollbacks'), rollbackList).rollbacks[0]).toEqual(done)
  })

  it('lists who is offline as debt, completes without them, and counts them when they return', async () => {
    agentOf(3).close()
    await eventually(
      async () => accepted(await api(`/hosts/${group}-3`), hostDetail).online,
      (online) => !online,
    )
    const started = await start(await plan())
    expect(started).toMatchObject({ debt: [{ host: `${group}-3`, reason: 'offline' }] })
    for (const n of [1, 2]) {
      await eventually(
        async () => agentOf(n).assigned?.urgent,
        (urgent) => urgent === true,
      )
      await agentOf(n).report(agentOf(n).there())
    }
    expect(await becomes(started.id, ({ state }) => state === 'complete')).toMatchObject({
      proved: 2,
      debt: [{ host: `${group}-3` }],
    })
    const third = hosts[2]
    if (!third) throw new Error('there is no third host')
    const back = await TestAgent.connect(fleet.server, third)
    expect(back.assigned).toMatchObject({ urgent: true, desired: { release: 'go1.21.13' } })
    await back.report(back.there())
    const settled = await becomes(started.id, ({ proved }) => proved === 3)
    expect(settled).toMatchObject({ state: 'complete', proved: 3, debt: [] })
    back.close()
  })

  it('goes to a revision that is named', async () => {
    const { revision } = await setGroup(fleet.server, group, '1.23')
    const planned = await plan({ scope: { kind: 'group', group }, target: revision - 1 })
    expect(planned.groups).toMatchObject([{ to: { revision: revision - 1, release: 'go1.22.12' } }])
    for (const agent of agents) agent.follow()
    const started = await start(planned)
    expect(await becomes(started.id, ({ state }) => state === 'complete')).toMatchObject({ proved: 3 })
  })

  it('does not wait for a host that is removed meanwhile, and keeps what it knows of it', async () => {
    const { id } = await start(await plan())
    await prove(agentOf(1))
    await prove(agentOf(2))
    await becomes(id, ({ proved }) => proved === 2)
    const removal = {
      hosts: { kind: 'named', names: [`${group}-3`] },
      change: { kind: 'remove', reason: 'scrapped' },
    }
    expect((await api('/hosts/bulk', removal)).status).toBe(200)
    const done = await becomes(id, ({ state }) => state !== 'running')
    expect(done).toMatchObject({ state: 'complete', proved: 2 })
    expect(JSON.stringify(done)).toContain(`${group}-3`)
  })

  it('is superseded when its hosts are sent elsewhere, and does not count their proof of that', async () => {
    const started = await start(await plan())
    await prove(agentOf(1))
    await setGroup(fleet.server, group, '1.23')
    for (const agent of agents) {
      await eventually(
        async () => agent.assigned?.desired.release,
        (release) => release === 'go1.23.5',
      )
      await agent.report(agent.there())
    }
    const done = await becomes(started.id, ({ state }) => state !== 'running')
    expect(done.state).toBe('superseded')
    expect(done.proved).toBeLessThan(3)
  })

  it('of the whole fleet freezes it until somebody lifts that', async () => {
    for (const agent of agents) agent.follow()
    const planned = await plan({ scope: { kind: 'fleet' }, target: 'last-good' })
    expect(planned).toMatchObject({ freezes: true, confirm: `ROLL BACK ${planned.hosts}` })
    await start(planned)
    expect(await status()).toMatchObject({
      frozen: true,
      freeze: { reason: expect.stringContaining('builds') },
    })
    expect(refused(await api(`/groups/${group}/desired`, { go: '1.23' }))).toMatchObject({
      code: 'fleet_frozen',
    })
    expect((await api('/fleet/lift', { reason: 'fixed' })).body).toEqual({ frozen: false })
    expect(await status()).toMatchObject({ frozen: false, freeze: null })
    expect(refused(await api('/fleet/lift', {}))).toMatchObject({ status: 409, code: 'not_frozen' })
    expect((await api(`/groups/${group}/desired`, { go: '1.23' })).status).toBe(200)
  })

  it('is not known by any other id', async () => {
    expect(refused(await api('/rollbacks/nope'))).toMatchObject({ status: 404, code: 'rollback_unknown' })
  })
})

describe('a restart of the server in the middle', () => {
  it('resumes: hosts that have not come back yet do not make it complete, and are counted when they do', async () => {
    const started = await start(await plan())
    await prove(agentOf(1))
    await becomes(started.id, ({ proved }) => proved === 1)
    const { config } = fleet.server
    await fleet.server.stop()
    const again = await restart(config)
    try {
      const of = async () =>
        accepted(await callApi({ ...fleet.server, url: again.url }, `/rollbacks/${started.id}`), rollbackView)
      await new Promise((resolve) => setTimeout(resolve, 2500))
      expect(await of()).toMatchObject({ state: 'running', proved: 1, debt: [] })
      const server = { url: again.url, adminToken: fleet.server.adminToken }
      for (const host of hosts.slice(1)) {
        const back = await TestAgent.connect(server, host)
        await back.report(back.there())
        agents.push(back)
      }
      expect(await eventually(of, ({ state }) => state === 'complete')).toMatchObject({ proved: 3 })
    } finally {
      await again.stop()
    }
  })
})

/** Another server on the same data folder and database, on a port of its own. */
async function restart(config: TestFleet['server']['config']) {
  for (const agent of agents) agent.close()
  return startServer({ ...config, port: 0, publicUrl: 'http://127.0.0.1:0' }, createLogger('silent'))
}
