import type { EffectiveGo } from '@goherd/model'
import {
  auditList,
  type HostDetail,
  hostDetail,
  hostList,
  rollbackPlan,
  rollbackView,
} from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, NOTHING, TestAgent } from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const becomes = (name: string, isRight: (host: HostDetail) => boolean) =>
  eventually(async () => accepted(await api(`/hosts/${name}`), hostDetail), isRight)

/** A group with one live host that is where it was assigned to be. */
async function hostIn(group: string): Promise<TestAgent> {
  await makeGroup(fleet.server, group)
  const [host] = await enrollHosts(fleet.server, group, [`${group}-1`])
  if (!host) throw new Error('a host should have been enrolled')
  await setGroup(fleet.server, group, '1.21')
  const agent = await TestAgent.connect(fleet.server, host)
  await agent.report(agent.there())
  await becomes(`${group}-1`, ({ state }) => state === 'in-sync')
  return agent
}

const BY_HAND = { path: '/usr/local/go/bin/go', origin: 'usr-local', release: 'go1.20.14' } as const
const found: EffectiveGo = {
  onPath: true,
  contexts: [{ context: 'login-shell', user: 'ci', go: BY_HAND }],
  others: [BY_HAND],
  toolchains: [],
  overrides: [{ name: 'GOPROXY', value: 'https://u:secret@proxy', where: '/home/ci/.config/go/env' }],
  workspaces: [],
  tools: [],
}
/** The same host, where builds would run something else. */
function shadowed(agent: TestAgent, effective = found) {
  const { observed = NOTHING, ...there } = agent.there()
  return { ...there, observed: { ...observed, effective } }
}

describe('what builds would run', () => {
  it('is drift with a reason and a fix, shown in lists and details, and ends when it is put right', async () => {
    const agent = await hostIn('shadow')
    await agent.report(shadowed(agent))
    const host = await becomes('shadow-1', ({ state }) => state === 'drifted')
    expect(host.drift).toEqual([
      {
        kind: 'effective',
        reason:
          "in a login shell of ci, go is /usr/local/go/bin/go (go1.20.14, installed by hand) and not Goherd's",
        expected: "Goherd's go",
        found: '/usr/local/go/bin/go (go1.20.14, installed by hand)',
        fix: "Remove /usr/local/go/bin/go, or put Goherd's folder before it: goherd-agent path setup",
      },
    ])
    expect(host).toMatchObject({ proved: true, goSource: { origin: 'usr-local', path: BY_HAND.path } })
    expect(host.observed?.effective?.contexts).toEqual(found.contexts)
    expect(JSON.stringify(host)).not.toContain('secret')
    const { hosts } = accepted(await api('/hosts?state=drifted&group=shadow'), hostList)
    expect(hosts.map(({ name, goSource }) => [name, goSource?.origin])).toEqual([['shadow-1', 'usr-local']])
    await agent.report(agent.there())
    expect(await becomes('shadow-1', ({ state }) => state === 'in-sync')).toMatchObject({
      drift: [],
      goSource: null,
    })
    const { entries } = accepted(await api('/audit?target=host:shadow-1'), auditList)
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['drift.appeared', 'drift.ended']),
    )
    agent.close()
  })

  it('keeps no rollback from being complete: that is about digests', async () => {
    const agent = await hostIn('proved')
    await setGroup(fleet.server, 'proved', '1.22')
    await eventually(
      async () => agent.assigned?.desired.release,
      (release) => release === 'go1.22.12',
    )
    await agent.report(shadowed(agent))
    await becomes('proved-1', ({ state }) => state === 'drifted')
    const request = { scope: { kind: 'group', group: 'proved' }, target: 'last-good' }
    const plan = accepted(await api('/rollbacks/plan', request), rollbackPlan)
    const started = { plan: plan.id, confirm: plan.confirm, reason: 'it breaks builds' }
    const { id } = accepted(await api('/rollbacks', started), rollbackView)
    await eventually(
      async () => agent.assigned?.urgent,
      (urgent) => urgent === true,
    )
    await agent.report(shadowed(agent))
    const rollback = await eventually(
      async () => accepted(await api(`/rollbacks/${id}`), rollbackView),
      ({ state }) => state === 'complete',
    )
    expect(rollback).toMatchObject({ state: 'complete', proved: 1 })
    expect((await becomes('proved-1', ({ epoch }) => epoch === agent.assigned?.epoch)).state).toBe('drifted')
    const again = { ...request, target: rollback.groups[0]?.to.revision }
    const planned = accepted(await api('/rollbacks/plan', again), rollbackPlan)
    expect(planned.already.map(({ name }) => name)).toEqual(['proved-1'])
    agent.close()
  })
})

describe('maintenance', () => {
  const hold = (until: number) => ({
    reason: 'kernel upgrade',
    by: 'root',
    since: '2026-01-02T03:04:05.678Z',
    until: new Date(until).toISOString(),
  })

  it('shows who holds a host, why and until when, and that a rollback goes over it', async () => {
    const agent = await hostIn('held')
    await setGroup(fleet.server, 'held', '1.22')
    await eventually(
      async () => agent.assigned?.desired.release,
      (release) => release === 'go1.22.12',
    )
    const maintenance = hold(Date.now() + 3_600_000)
    const { observed } = agent.there()
    await agent.report({
      observed: { ...(observed ?? NOTHING), link: { kind: 'managed', release: 'go1.21.13' } },
      phase: { kind: 'held', until: maintenance.until },
      maintenance,
    })
    const host = await becomes('held-1', (now) => now.maintenance !== null)
    expect(host).toMatchObject({ maintenance, state: 'drifted', phase: { kind: 'held' } })
    expect(host.drift.map(({ kind }) => kind)).toEqual(['version'])
    const request = { scope: { kind: 'group', group: 'held' }, target: 'last-good' }
    const plan = accepted(await api('/rollbacks/plan', request), rollbackPlan)
    expect(plan.held).toBe(1)
    const [planned] = [...plan.willChange, ...plan.already]
    expect(planned?.note).toContain(`held by root until ${maintenance.until}`)
    await agent.report(agent.there())
    expect(await becomes('held-1', (now) => now.maintenance === null)).toMatchObject({ state: 'in-sync' })
    agent.close()
  })

  it('that ran out while its host was away is shown no more', async () => {
    const agent = await hostIn('away')
    await agent.report({ ...agent.there(), maintenance: hold(Date.now() + 1500) })
    expect((await becomes('away-1', (now) => now.maintenance !== null)).maintenance?.by).toBe('root')
    agent.close()
    expect((await becomes('away-1', (now) => now.maintenance === null)).maintenance).toBeNull()
  })
})
