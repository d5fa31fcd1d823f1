import {
  deliveryList,
  recallList,
  rollbackPlan,
  rollbackView,
  signedCertificate,
  webhookBody,
  webhookCreated,
} from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted, callApi, refused } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, TestAgent, type TestHost } from '../testing/test-agent.js'
import { certificateFlaw } from './verify-certificate.js'

let fleet: TestFleet
let hosts: TestHost[]
let agents: TestAgent[] = []
const group = 'build'

const api = (path: string, body?: unknown) => callApi(fleet.server, path, body)
const GROUP = { kind: 'group', group }
const FLEET = { kind: 'fleet' }
const plan = async (scope: object, target: unknown = 'last-good') =>
  accepted(await api('/rollbacks/plan', { scope, target }), rollbackPlan)
const recalled = async () => accepted(await api('/recalls'), recallList).recalls.map(({ release }) => release)

async function roll(scope: object, recall?: boolean) {
  const { id, confirm } = await plan(scope)
  const body = { plan: id, confirm, reason: 'it breaks builds', ...(recall === undefined ? {} : { recall }) }
  return accepted(await api('/rollbacks', body), rollbackView)
}
const completed = (id: string) =>
  eventually(
    async () => accepted(await api(`/rollbacks/${id}`), rollbackView),
    ({ state }) => state === 'complete',
  )
const goesTo = (release: string) =>
  eventually(
    async () => agents.map((agent) => agent.assigned?.desired.release),
    (releases) => releases.every((one) => one === release),
  )

/** For each test a fleet whose one group proved Go 1.21, then 1.22, and is at 1.23. */
beforeEach(async () => {
  fleet = await startTestFleet()
  await makeGroup(fleet.server, group)
  hosts = await enrollHosts(fleet.server, group, ['b-1', 'b-2'])
  agents = await Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
  for (const agent of agents) agent.follow()
  for (const [go, release] of [
    ['1.21', 'go1.21.13'],
    ['1.22', 'go1.22.12'],
    ['1.23', 'go1.23.5'],
  ] as const) {
    const { revision } = await setGroup(fleet.server, group, go)
    await goesTo(release)
    await eventually(
      () => fleet.server.database.prisma.revision.findUniqueOrThrow({ where: { number: revision } }),
      ({ goodAt }) => goodAt !== null,
    )
  }
})
afterEach(async () => {
  for (const agent of agents) agent.close()
  await fleet?.close()
})

describe('the release that a rollback leaves', () => {
  it('of the fleet is recalled, as the plan said: it does not come back by itself', async () => {
    expect((await plan(FLEET)).recalls).toEqual(['go1.23.5'])
    await roll(FLEET)
    expect(await recalled()).toEqual(['go1.23.5'])
    await api('/fleet/lift', {})
    const again = () => api(`/groups/${group}/desired`, { go: '1.23', reason: 'again' })
    expect(refused(await again())).toMatchObject({
      code: 'release_recalled',
      message: expect.stringContaining('rolled back: it breaks builds'),
    })
    await api('/releases/go1.23.5/recall/lift', { reason: 'it was the compiler flag' })
    expect((await again()).status).toBe(200)
  })

  it('of a group stays as it is, unless that is asked for; of the fleet it does so when that is asked for', async () => {
    await roll(GROUP)
    expect(await recalled()).toEqual([])
    await goesTo('go1.22.12')
    await roll(GROUP, true)
    expect(await recalled()).toEqual(['go1.22.12'])
    await goesTo('go1.21.13')
    await setGroup(fleet.server, group, '1.23')
    await roll(FLEET, false)
    expect(await recalled()).toEqual(['go1.22.12'])
  })
})

it('a release that is recalled for good already keeps its reason, and one for a while is recalled for good', async () => {
  const reasons = async () =>
    accepted(await api('/recalls'), recallList).recalls.map(({ reason, expiresAt }) => [reason, expiresAt])
  const expiresAt = new Date(Date.now() + 60_000).toISOString()
  await api('/releases/go1.23.5/recall', { reason: 'for an hour', expiresAt })
  await roll(FLEET)
  expect(await reasons()).toEqual([['rolled back: it breaks builds', null]])
  await goesTo('go1.22.12')
  await api('/releases/go1.22.12/recall', { reason: 'CVE' })
  await roll(FLEET)
  expect((await reasons()).map(([reason]) => reason).sort()).toEqual(['CVE', 'rolled back: it breaks builds'])
})

describe('a recalled release', () => {
  it('is passed over by the way to the last good revision, and refused when it is named', async () => {
    await api('/releases/go1.22.12/recall', { reason: 'bad as well' })
    const planned = await plan(GROUP)
    expect(planned.groups).toMatchObject([{ from: { release: 'go1.23.5' }, to: { release: 'go1.21.13' } }])
    const named = { scope: GROUP, target: planned.groups[0]?.to.revision }
    await api('/releases/go1.21.13/recall', { reason: 'bad too' })
    expect(refused(await api('/rollbacks/plan', named))).toMatchObject({
      status: 409,
      code: 'release_recalled',
      hint: expect.stringContaining('goherd releases lift go1.21.13'),
    })
    expect(refused(await api('/rollbacks/plan', { scope: GROUP, target: 'last-good' }))).toMatchObject({
      status: 409,
      code: 'release_recalled',
      message: expect.stringContaining('every earlier revision of build is recalled'),
    })
  })
})

describe('the certificate of a rollback', () => {
  const certificate = async (id: string) =>
    accepted(await api(`/rollbacks/${id}/certificate`), signedCertificate)

  it('says of each host what it proved when, signed with the key that agents trust', async () => {
    const { id } = await roll(GROUP)
    await completed(id)
    const signed = await certificate(id)
    const pinned = `-----BEGIN PUBLIC KEY-----\n${hosts[0]?.signingKey}\n-----END PUBLIC KEY-----\n`
    expect(certificateFlaw(signed, pinned)).toBeUndefined()
    const { rollback, hosts: certified, issuer } = signed.certificate
    expect(rollback).toMatchObject({
      id,
      state: 'complete',
      actor: 'Ada',
      reason: 'it breaks builds',
      proved: 2,
    })
    expect(issuer).toBe(fleet.server.config.publicUrl)
    const digest = agents[0]?.there().observed?.proof
    for (const [n, host] of certified.entries()) {
      expect(host).toMatchObject({ host: `b-${n + 1}`, group, release: 'go1.22.12', state: 'proved', digest })
      expect(Date.parse(host.provedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(rollback.startedAt))
    }
    const forged = { ...signed, certificate: { ...signed.certificate, issuer: 'https://elsewhere.example' } }
    expect(certificateFlaw(forged, pinned)).toBe('content')
  })

  it('says of hosts without a proof that they have none, also when they were sent elsewhere since', async () => {
    agents[1]?.close()
    await eventually(
      async () => (await plan(GROUP)).offline.length,
      (offline) => offline === 1,
    )
    const { id } = await roll(GROUP)
    await completed(id)
    await setGroup(fleet.server, group, '1.21')
    await goesTo('go1.21.13').catch(() => undefined)
    expect((await certificate(id)).certificate.hosts).toMatchObject([
      { host: 'b-1', release: 'go1.22.12', state: 'proved' },
      { host: 'b-2', release: 'go1.22.12', state: 'debt', digest: null, provedAt: null },
    ])
  })

  it('is there for known rollbacks only', async () => {
    expect(refused(await api('/rollbacks/nope/certificate'))).toMatchObject({
      status: 404,
      code: 'rollback_unknown',
    })
  })
})

it('webhooks hear of the beginning and the end, and of the freeze and its end', async () => {
  const hook = { name: 'chat', url: 'http://127.0.0.1:1/' }
  accepted(await api('/webhooks', hook), webhookCreated)
  const { id } = await roll(FLEET)
  await completed(id)
  await api('/fleet/lift', { reason: 'fixed' })
  const { deliveries } = accepted(await api('/webhooks/chat/deliveries'), deliveryList)
  const bodies = deliveries.map(({ payload }) => webhookBody.parse(payload))
  expect(bodies.map(({ type }) => type).sort()).toEqual([
    ...['fleet.frozen', 'fleet.lifted', 'release.recalled', 'rollback.finished', 'rollback.started'],
  ])
  const finished = bodies.find(({ type }) => type === 'rollback.finished')
  expect(finished?.data).toMatchObject({
    ...{ id, details: { state: 'complete', hosts: 2, proved: 2, debt: 0 } },
    url: `${fleet.server.config.publicUrl}/rollback/${id}`,
  })
})
