import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Database } from '../base/database/index.js'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { type Manner, RolloutScene } from '../testing/rollout-scene.js'
import type { TestServer } from '../testing/start-test-server.js'
import { eventually, TestAgent } from '../testing/test-agent.js'
import { makeHead } from './make-head.js'
import { RolloutReader } from './rollout.reader.js'
import { StepWriter } from './step-writer.js'

let fleet: TestFleet
let servers: { stop(): Promise<void> }[] = []
/** Of the test itself: it outlives every server. */
let database: Database
const folders: string[] = []

beforeAll(async () => {
  fleet = await startTestFleet()
  database = new Database(fleet.server.database.url, { connections: 2 })
})
afterEach(async () => {
  for (const server of servers) await server.stop()
  servers = []
})
afterAll(async () => {
  await database?.close()
  await fleet?.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Another server on the same database and with the same key, on a port and with a folder of its own. */
async function anotherServer(): Promise<TestServer> {
  const { config } = fleet.server
  const dataDir = mkdtempSync(join(tmpdir(), 'goherd-other-'))
  folders.push(dataDir)
  copyFileSync(join(config.dataDir, 'signing-key.pem'), join(dataDir, 'signing-key.pem'))
  const started = await startServer(
    { ...config, dataDir, port: 0, publicUrl: 'http://127.0.0.1:0' },
    createLogger('silent'),
  )
  const server = { ...fleet.server, ...started }
  servers.push(server)
  return server
}

const versionOf = async (id: string) => {
  const { rows } = await database.pool.query<{ version: number }>(
    'SELECT version FROM rollout WHERE id = $1',
    [id],
  )
  return rows[0]?.version ?? -1
}
const wavesOf = async (id: string) => {
  const { rows } = await database.pool.query<{ waves: number }>(
    'SELECT count(*)::int AS waves FROM assignment WHERE rollout_id = $1',
    [id],
  )
  return rows[0]?.waves ?? 0
}

describe('two servers on one database', () => {
  it('drive a rollout together: each step is stored once, whoever the hosts are connected to', async () => {
    const scene = await RolloutScene.make(fleet.server, 'two', 4)
    const second = await anotherServer()
    scene.closeAll()
    await scene.connectAll()
    for (const nth of [1, 2]) {
      scene.agent(nth).close()
      scene.server = second
      await scene.reconnect(nth)
      scene.server = fleet.server
    }
    const { id } = await scene.start({ stages: [{ size: 1 }, { size: 2 }, { size: 3 }, { size: '100%' }] })
    const finished = await scene.becomes(id, ({ state }) => state === 'finished', 20_000)
    expect(finished).toMatchObject({ outcome: 'completed', counts: { done: 4 } })
    const stages = (await scene.events(id)).filter((event) => event.startsWith('stage'))
    expect(stages).toEqual([1, 2, 3, 4].map((n) => `stage: stage ${n} of 4, updating: 1 host`))
    expect(await wavesOf(id)).toBe(4)
    scene.server = second
    expect(await scene.view(id)).toMatchObject({ outcome: 'completed' })
    scene.closeAll()
  })

  it('a command on one is carried on by the other', async () => {
    const scene = await RolloutScene.make(fleet.server, 'other', 2)
    const second = await anotherServer()
    scene.closeAll()
    await scene.connectAll()
    const { id } = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }, { size: '100%' }] })
    await scene.becomes(id, ({ state }) => state === 'soaking')
    scene.server = second
    await scene.command(id, { command: 'promote', reason: 'soaked enough' })
    expect(await scene.becomes(id, ({ state }) => state === 'finished')).toMatchObject({
      outcome: 'completed',
    })
    scene.closeAll()
  })
})

describe('a writer that slept', () => {
  it('changes nothing: its step is of a version that is gone', async () => {
    const scene = await RolloutScene.make(fleet.server, 'slept', 2)
    const { id } = await scene.start({ stages: [{ size: 1, soakSeconds: 600 }] })
    await scene.becomes(id, ({ state }) => state === 'soaking')
    const old = await fleet.server.app.get(RolloutReader, { strict: false }).load(id)
    if (!old) throw new Error('it was started')
    await scene.command(id, { command: 'pause', reason: 'lunch' })
    // The driver's own next step has been stored: nothing else is on its way.
    await scene.becomes(id, ({ waits }) => waits.includes('it is paused'))
    const before = {
      version: await versionOf(id),
      waves: await wavesOf(id),
      progress: await scene.progressOf(id),
    }
    const hosts = old.state.stages.flat()
    const after = { ...old.state, phase: { kind: 'updating', stage: 1, since: 1 } as const }
    const isStored = await fleet.server.app.get(StepWriter, { strict: false }).write({
      ...{ rollout: old, after, groups: 'to', ends: [], answers: [], command: null },
      assignments: [{ to: 'to', stage: 1, hosts }],
      head: makeHead({ state: after, policy: old.policy, waits: [], wakeAt: null, asks: [], now: 1 }),
      memberOf: (hostId) => old.members.get(hostId),
    })
    expect(isStored).toBe(false)
    const { pauses } = await scene.view(id)
    expect(pauses).toMatchObject([{ kind: 'person' }])
    expect({
      version: await versionOf(id),
      waves: await wavesOf(id),
      progress: await scene.progressOf(id),
    }).toEqual(before)
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'the test is over' })
    scene.closeAll()
  })
})

describe('a server that ends after every step it stores', () => {
  /** Starts servers one after the other, each until it has stored one step more, until the rollout is finished. */
  async function inSmallSteps(scene: RolloutScene, id: string, manners: Readonly<Record<number, Manner>>) {
    let restarts = 0
    for (; restarts < 40; restarts += 1) {
      const version = await versionOf(id)
      const server = await anotherServer()
      // The one before may have stored its last step while it ended.
      scene.server = server
      if ((await scene.view(id)).state === 'finished') break
      scene.closeAll()
      await scene.connectAll(manners)
      await eventually(
        () => versionOf(id),
        (now) => now > version,
        15_000,
      )
      const { state } = await scene.view(id)
      if (state === 'finished') break
      servers.pop()
      await server.stop()
    }
    return restarts
  }

  it('goes on where it was: nothing is done twice, and everyone gets there', async () => {
    const scene = await RolloutScene.make(fleet.server, 'steps', 3)
    const stages = [{ size: 1, soakSeconds: 1 }, { size: 2 }, { size: '100%' as const }]
    // It begins when nobody is there to carry it on any more.
    const startAt = new Date(Date.now() + 1_500).toISOString()
    const { id } = await scene.start({ stages, startAt })
    await fleet.server.stop()
    const restarts = await inSmallSteps(scene, id, {})
    expect(await scene.view(id)).toMatchObject({ outcome: 'completed', counts: { done: 3 } })
    expect(restarts).toBeGreaterThan(3)
    expect(await wavesOf(id)).toBe(3)
    expect((await scene.events(id)).slice(1)).toEqual([
      'stage: stage 1 of 3, updating: 1 host',
      'stage: stage 1 of 3, soaking',
      'stage: stage 2 of 3, updating: 1 host',
      'stage: stage 3 of 3, updating: 1 host',
      'finished: completed',
    ])
    await scene.everybodyAt('go1.22.12')
    scene.closeAll()
  })

  it('takes a bad release back all the same', async () => {
    const server = await anotherServer()
    const scene = await RolloutScene.make(server, 'steps-back', 3)
    const manners = { 1: 'goes-back', 2: 'goes-back', 3: 'goes-back' } as const
    scene.closeAll()
    await scene.connectAll(manners)
    const { id } = await scene.start({
      stages: [{ size: 2, onFailure: 'revert-all' }],
      startAt: new Date(Date.now() + 1_500).toISOString(),
    })
    servers.pop()
    await server.stop()
    await inSmallSteps(scene, id, manners)
    expect(await scene.view(id)).toMatchObject({ outcome: 'reverted', counts: { reverted: 2, waiting: 1 } })
    await scene.everybodyAt('go1.21.13')
    scene.closeAll()
  })
})

it('a host that is away when a server starts is not debt before it had time to come back', async () => {
  const server = await anotherServer()
  const scene = await RolloutScene.make(server, 'return', 2)
  scene.closeAll()
  servers.pop()
  await server.stop()
  const again = await anotherServer()
  scene.server = again
  const { id } = await scene.start({ change: { go: '1.23' }, stages: [{ size: '100%' }] })
  const waiting = await scene.becomes(id, ({ waits }) => waits.length > 0)
  expect(waiting).toMatchObject({
    state: 'scheduled',
    waits: ['hosts come back after a restart of the server'],
    counts: { waiting: 2, debt: 0 },
  })
  const agents = await Promise.all(scene.hosts.map((host) => TestAgent.connect(again, host)))
  for (const agent of agents) agent.follow()
  expect(await scene.becomes(id, ({ state }) => state === 'finished')).toMatchObject({ outcome: 'completed' })
  for (const agent of agents) agent.close()
})
