import { createPublicKey, verify } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AGENT_NAMESPACE,
  type CheckOrder,
  type CheckResult,
  checkAsk,
  checkOrder,
  type RolloutRequest,
  type RolloutView,
} from '@goherd/protocol'
import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../base/logging/index.js'
import { startServer } from '../start-server.js'
import { startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'
import { eventually, handshakeOf, openSocket, type TestAgent, type TestHost } from '../testing/test-agent.js'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startTestFleet()
})
afterAll(() => fleet?.close())

const SMOKE = { kind: 'smoke' as const, name: 'smoke', check: 'builds', timeoutSeconds: 60 }
const command = (exitCode: number | null, ms = 1_000, output = '') => ({ exitCode, ms, output })
const smoke = (exitCode: number, output = ''): CheckResult => ({
  kind: 'smoke',
  ran: command(exitCode, 1_000, output),
})

/** The order in a message, once its signature was checked as an agent does. */
function orderOf(payload: unknown, { signingKey }: TestHost): CheckOrder {
  const [head = '', body = '', signature = ''] = checkAsk.parse(payload).jws.split('.')
  const key = createPublicKey({ key: Buffer.from(signingKey, 'base64'), type: 'spki', format: 'der' })
  expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  return checkOrder.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
}

/** Has a host note what it is asked to try. */
function noteOrders(socket: Socket, host: TestHost, answer: object = { accepted: true }): CheckOrder[] {
  const orders: CheckOrder[] = []
  socket.on('check.ask', (payload: unknown, reply: (value: unknown) => void) => {
    orders.push(orderOf(payload, host))
    reply(answer)
  })
  return orders
}

const ordersOf = (agent: TestAgent) => noteOrders(agent.socket, agent.host)
const asked = (orders: readonly CheckOrder[], count = 1) =>
  eventually(
    async () => orders,
    ({ length }) => length >= count,
  )
const tell = (socket: Socket, id: string, result: CheckResult) =>
  socket.timeout(5_000).emitWithAck('check.done', { id, result })

/** A rollout of everybody in one stage, which is left once its gates passed. */
function start(scene: RolloutScene, gate: NonNullable<RolloutRequest['gates']>[number]) {
  return scene.start({ gates: [gate], stages: [{ size: '100%', gates: [gate.name] }] })
}
const gateOf = (view: RolloutView) => view.stages[0]?.gates[0]
const isPaused = ({ pauses }: RolloutView) => pauses.length > 0
const isFinished = ({ state }: RolloutView) => state === 'finished'

describe('a smoke gate', () => {
  it('asks every host of the stage by a signed order, and passes when all say 0', async () => {
    const scene = await RolloutScene.make(fleet.server, 'smoke-all', 3)
    const orders = scene.agents.map(ordersOf)
    const { id } = await start(scene, SMOKE)
    for (const [n, agent] of scene.agents.entries()) {
      const [order] = await asked(orders[n] ?? [])
      expect(order).toMatchObject({
        ...{ hostId: agent.host.hostId, from: 'go1.21.13', to: 'go1.22.12', timeoutSeconds: 60 },
        trial: { kind: 'smoke', check: 'builds' },
      })
      expect(await tell(agent.socket, order?.id ?? '', smoke(0))).toEqual({ ok: true })
    }
    const finished = await scene.becomes(id, isFinished)
    expect(finished.outcome).toBe('completed')
    expect(gateOf(finished)).toMatchObject({
      verdict: 'pass',
      said: expect.stringMatching(/: exit 0 after 1\.0 s \(and 2 more\)/),
    })
    expect(orders.map(({ length }) => length)).toEqual([1, 1, 1])
    scene.closeAll()
  })

  it('counts the first answer of the host that was asked, and nobody else’s', async () => {
    const scene = await RolloutScene.make(fleet.server, 'smoke-own', 2)
    const [first, second] = [scene.agent(1), scene.agent(2)]
    const [mine, others] = [ordersOf(first), ordersOf(second)]
    const { id } = await start(scene, SMOKE)
    const [[own], [other]] = [await asked(mine), await asked(others)]
    await tell(first.socket, other?.id ?? '', smoke(0))
    await tell(first.socket, 'made-up', smoke(0))
    await tell(first.socket, own?.id ?? '', smoke(0))
    await tell(second.socket, other?.id ?? '', smoke(2, 'cc: not found\n'))
    await tell(second.socket, other?.id ?? '', smoke(0))
    const paused = await scene.becomes(id, isPaused)
    expect(paused.pauses).toMatchObject([{ kind: 'gate-failed' }])
    expect(gateOf(paused)).toMatchObject({
      verdict: 'fail',
      said: 'smoke-own-2: exit 2 after 1.0 s ("cc: not found")',
    })
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'seen' })
    scene.closeAll()
  })

  it('cannot tell when a host refuses, or its agent knows no checks; resumed, it asks anew', async () => {
    const scene = await RolloutScene.make(fleet.server, 'smoke-refused', 1)
    const agent = scene.agent(1)
    noteOrders(agent.socket, agent.host, { accepted: false, why: 'the order has expired' })
    const { id } = await start(scene, SMOKE)
    const refused = await scene.becomes(id, isPaused)
    expect(gateOf(refused)).toMatchObject({
      verdict: 'inconclusive',
      said: 'smoke-refused-1: the order has expired',
    })
    const old = await connect(agent.host, [])
    await scene.command(id, { command: 'resume', reason: 'its clock was wrong' })
    const tooOld = await scene.becomes(
      id,
      (view) => isPaused(view) && gateOf(view)?.said.includes('old') === true,
    )
    expect(gateOf(tooOld)).toMatchObject({
      verdict: 'inconclusive',
      said: 'smoke-refused-1: its agent is too old to try anything for a gate',
    })
    old.disconnect()
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'seen' })
    scene.closeAll()
  })

  it('asks a host again that comes back, by the same order, and waits no longer than its time', async () => {
    const scene = await RolloutScene.make(fleet.server, 'smoke-back', 1)
    const agent = scene.agent(1)
    const before = ordersOf(agent)
    const { id } = await start(scene, SMOKE)
    const [order] = await asked(before)
    agent.close()
    const after: CheckOrder[] = []
    const back = await connect(agent.host, ['checks'], after)
    await asked(after)
    expect(after.map((one) => one.id)).toEqual([order?.id])
    // The time is over, as the table says.
    await fleet.server.database.pool.query(
      `UPDATE rollout_check SET expires_at = now() WHERE rollout_id = $1`,
      [id],
    )
    await fleet.server.database.pool.query(`SELECT pg_notify('goherd_check', $1)`, [order?.id])
    expect(gateOf(await scene.becomes(id, isPaused))).toMatchObject({
      verdict: 'inconclusive',
      said: 'smoke-back-1: no answer in time',
    })
    back.disconnect()
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'seen' })
  })

  it('goes on at a server that starts later, by the same order, and the first one hears of the answer', async () => {
    const scene = await RolloutScene.make(fleet.server, 'smoke-two', 1)
    const agent = scene.agent(1)
    const before = ordersOf(agent)
    const { id } = await start(scene, SMOKE)
    const [order] = await asked(before)
    const other = await anotherServer()
    const after: CheckOrder[] = []
    const back = await connect(agent.host, ['checks'], after, other.server)
    await asked(after)
    expect(after.map((one) => one.id)).toEqual([order?.id])
    await tell(back, order?.id ?? '', smoke(0))
    expect(await scene.becomes(id, isFinished)).toMatchObject({ outcome: 'completed' })
    back.disconnect()
    await other.stop()
    scene.closeAll()
  })
})

it('gates that hosts try take turns; after one that failed nothing is tried before somebody resumes', async () => {
  const scene = await RolloutScene.make(fleet.server, 'turns', 1)
  const agent = scene.agent(1)
  const orders = ordersOf(agent)
  const gates = ['first', 'second', 'third'].map((name) => ({ ...SMOKE, name, check: name }))
  const names = gates.map(({ name }) => name)
  const { id } = await scene.start({ gates, stages: [{ size: '100%', gates: names }] })
  const tried = () => orders.map(({ trial }) => trial.kind === 'smoke' && trial.check)
  const answer = async (nth: number, exitCode: number) => {
    await asked(orders, nth)
    await tell(agent.socket, orders[nth - 1]?.id ?? '', smoke(exitCode))
  }
  await answer(1, 0)
  await answer(2, 1)
  const isJudged = ({ stages }: RolloutView) =>
    stages[0]?.gates.every(({ verdict }) => verdict !== null) === true
  const failed = await scene.becomes(id, isJudged)
  expect(failed.stages[0]?.gates).toMatchObject([
    { name: 'first', verdict: 'pass' },
    { name: 'second', verdict: 'fail' },
    { name: 'third', verdict: 'inconclusive', said: 'not tried, since another gate failed' },
  ])
  expect(tried()).toEqual(['first', 'second'])
  await scene.command(id, { command: 'resume', reason: 'it was the disk' })
  await answer(3, 0)
  await answer(4, 0)
  expect(await scene.becomes(id, isFinished)).toMatchObject({ outcome: 'completed' })
  expect(tried()).toEqual(['first', 'second', 'second', 'third'])
  scene.closeAll()
})

it('a plan says of gates that cannot be measured here, before anything starts', async () => {
  const scene = await RolloutScene.make(fleet.server, 'warned', 1)
  const gates: RolloutRequest['gates'] = [
    SMOKE,
    { kind: 'prometheus', name: 'errors', query: 'up', op: '>', limit: 0 },
    { kind: 'webhook', name: 'desk', endpoint: 'release-desk' },
  ]
  const { warnings } = await scene.plan({ gates })
  expect(warnings).toEqual([
    expect.stringMatching(/gets no more security fixes/),
    'the gate errors cannot be measured: this server knows no Prometheus; set GOHERD_PROMETHEUS_URL',
    'the gate desk cannot be asked: there is no webhook release-desk',
  ])
  scene.closeAll()
})

describe('a build gate', () => {
  it('asks so many hosts, and shows the numbers', async () => {
    const scene = await RolloutScene.make(fleet.server, 'build-gate', 3)
    const orders = scene.agents.map(ordersOf)
    const module = { path: 'example.com/app', version: 'v1.2.3', sum: `h1:${'A'.repeat(43)}=` }
    const { id } = await start(scene, { kind: 'build', name: 'canary', module, hosts: 2 })
    const both = await eventually(
      async () => scene.agents.filter((_, n) => orders[n]?.length === 1),
      ({ length }) => length === 2,
    )
    const side = (release: string, test: number, ms: number) => ({
      ...{ release, build: command(0, ms), vet: command(0), test: command(test, 1_000, 'boom\n') },
      binaryBytes: 3_100_000,
    })
    for (const [n, agent] of both.entries()) {
      const [order] = orders[scene.agents.indexOf(agent)] ?? []
      expect(order?.trial).toEqual({ kind: 'build', module, packages: './...' })
      const fresh = side('go1.22.12', n === 1 ? 1 : 0, 12_900)
      await tell(agent.socket, order?.id ?? '', {
        kind: 'build',
        old: side('go1.21.13', 0, 12_100),
        new: fresh,
      })
    }
    const paused = await scene.becomes(id, isPaused)
    expect(paused.pauses).toMatchObject([{ kind: 'gate-failed' }])
    expect(gateOf(paused)?.said).toBe(
      `${both[1]?.host.name}: test fails under go1.22.12 only ("boom"): build 12.1 s → 12.9 s (+7 %), ` +
        'vet 1.0 s → 1.0 s (±0 %), test ok → exit 1, binaries 3.1 MB → 3.1 MB (±0 %)',
    )
    await scene.command(id, { command: 'abort', hosts: 'keep', reason: 'seen' })
    scene.closeAll()
  })
})

/** Connects as a host again, with what its agent can do; notes what it is asked from the first moment on. */
async function connect(
  host: TestHost,
  capabilities: string[],
  orders: CheckOrder[] = [],
  server = fleet.server,
): Promise<Socket> {
  const auth = { ...(await handshakeOf(server, host)), capabilities }
  const socket = openSocket(server, AGENT_NAMESPACE, { auth })
  socket.on('check.ask', (payload: unknown, reply: (value: unknown) => void) => {
    orders.push(orderOf(payload, host))
    reply({ accepted: true })
  })
  await new Promise<void>((resolve) => socket.once('session.opened', () => resolve()))
  return socket
}

/** Another server on the same database and with the same key. */
async function anotherServer() {
  const { config } = fleet.server
  const dataDir = mkdtempSync(join(tmpdir(), 'goherd-other-'))
  copyFileSync(join(config.dataDir, 'signing-key.pem'), join(dataDir, 'signing-key.pem'))
  const own = { ...config, dataDir, port: 0, publicUrl: 'http://127.0.0.1:0' }
  const started = await startServer(own, createLogger('silent'))
  const stop = async () => {
    await started.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { server: { ...fleet.server, ...started }, stop }
}
