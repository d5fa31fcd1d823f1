import { fleetStatus } from '@goherd/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, NOTHING, observedAt, TestAgent } from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const status = async () => accepted(await callApi(fleet.server, '/status'), fleetStatus)

it('counts an empty fleet', async () => {
  expect(await status()).toMatchObject({
    hosts: { total: 0, inSync: 0, drifted: 0, updating: 0, offline: 0, failed: 0, unmanaged: 0 },
    unsupported: 0,
    frozen: false,
    freeze: null,
    releases: [],
    runningRollbacks: [],
    serverVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
  })
})

it('counts hosts by state and release, with what is wanted and how Go supports it', async () => {
  await makeGroup(fleet.server, 'build')
  const hosts = await enrollHosts(
    fleet.server,
    'build',
    ['a', 'b', 'c', 'd', 'e'].map((name) => `ci-${name}`),
  )
  await enrollHosts(fleet.server, 'catch-all', ['stray'])
  await setGroup(fleet.server, 'build', '1.23')
  const agents = await Promise.all(hosts.slice(0, 4).map((host) => TestAgent.connect(fleet.server, host)))
  const [inSync, old, failed, updating] = agents
  if (!inSync || !old || !failed || !updating) throw new Error('four agents should be connected')
  await inSync.report(inSync.there())
  const { epoch = 0 } = old.there()
  await old.report({ epoch, observed: observedAt({ release: 'go1.21.13', settings: {} }) })
  await failed.report({ epoch, observed: NOTHING, phase: { kind: 'failed' } })
  await updating.report({ epoch, phase: { kind: 'downloading', release: 'go1.23.5', done: 1, total: 2 } })
  const found = await eventually(status, ({ hosts: { inSync: right, failed: wrong } }) => right + wrong === 2)
  expect(found.hosts).toEqual({
    total: 6,
    inSync: 1,
    drifted: 1,
    updating: 1,
    offline: 1,
    failed: 1,
    unmanaged: 1,
  })
  expect(found.unsupported).toBe(2)
  expect(found.releases).toEqual([
    { release: 'go1.21.13', hosts: 1, wanted: false, support: 'unsupported' },
    { release: 'go1.23.5', hosts: 1, wanted: true, support: 'unsupported' },
  ])
  const metrics = await (await fetch(`${fleet.server.url}/metrics`)).text()
  expect(metrics).toContain('goherd_agents_connected 4')
  for (const agent of agents) agent.close()
})
