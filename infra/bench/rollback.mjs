import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { Child } from './rollback/child.mjs'
import { BenchServer } from './rollback/server.mjs'
import { upsertFloor } from './rollback/upsert-floor.mjs'

const HOSTS = Number(process.env.BENCH_HOSTS ?? 1000)
const ROUNDS = 5
/** Of each host, one after the other: below what the server allows a host at once. */
const REPORTS = 20
const GROUP = 'bench'

/**
 * Many simulated agents on one real server, each in a process of its own kind, with a database that flushes to disk: how long an
 * emergency rollback takes until the last host's proof is committed, against a bare websocket broadcast that every client
 * acknowledges; how many reports a second are committed, against the same rows written by one statement per thousand; and what
 * a connected agent costs the server. BENCH_HOSTS changes the number of agents.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  if (!existsSync(join(root, 'apps/server/dist/main.js')))
    throw new Problem('not_built', 'the server is not built', { hint: 'Run: npm run build' })
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-rollback-'))
  /** @type {(() => Promise<unknown>)[]} */
  const endings = []
  try {
    note('starting the server')
    const server = await BenchServer.start({ root, work, goFolder, signal })
    endings.push(() => server.stop())
    const [older, newer] = await server.prepare(GROUP)
    note(`enrolling ${HOSTS} hosts`)
    const fleet = await startFleet({ root, server, signal })
    endings.push(() => fleet.end())
    note(`connecting ${HOSTS} hosts`)
    const memory = await memoryPerAgent(server, fleet)
    const bare = await startBareBroadcast(signal)
    endings.push(() => bare.end())
    const rollbacks = await measureRollbacks({ server, fleet, bare, releases: [older, newer], note })
    const reports = await measureReports({ root, server, fleet, work, note, signal })
    return [...rollbackFigures(rollbacks), reports, memory]
  } finally {
    for (const end of endings.reverse()) await end()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {{ root: string, server: BenchServer, signal: AbortSignal }} options */
async function startFleet({ root, server, signal }) {
  const fleet = new Child('fleet.mjs', signal)
  const token = await server.enrollmentToken(GROUP, HOSTS)
  await fleet.ask('enroll', { root, server: server.url, token, count: HOSTS })
  return fleet
}

/** @param {BenchServer} server @param {Child} fleet @returns {Promise<import('./bench.mjs').Figure>} */
async function memoryPerAgent(server, fleet) {
  const before = await server.memory()
  await fleet.ask('connect')
  await server.everyoneIs(GROUP, 'in-sync', HOSTS)
  const after = await server.memory()
  return {
    what: `server memory per agent, ${HOSTS} connected and in sync, all included`,
    value: Math.max(0, (after - before) / HOSTS / 1024),
    unit: 'KiB',
    goal: '≤ 30',
  }
}

/** @param {AbortSignal} signal */
async function startBareBroadcast(signal) {
  const server = new Child('ws-server.mjs', signal)
  const clients = new Child('ws-clients.mjs', signal)
  const { port } = await server.ask('listen')
  await clients.ask('connect', { port, count: HOSTS })
  return {
    /** @returns {Promise<number>} milliseconds from the send to the last acknowledgement */
    round: async () => (await server.ask('broadcast', { count: HOSTS })).ms,
    end: () => Promise.all([server.end(), clients.end()]),
  }
}

/**
 * @param {{ server: BenchServer, fleet: Child, bare: { round(): Promise<number> }, releases: (string | undefined)[], note: (text: string) => void }} o
 * @returns {Promise<{ bare: number[], proved: number[], complete: number[] }>}
 */
async function measureRollbacks({ server, fleet, bare, releases: [older = '', newer = ''], note }) {
  /** @type {{ bare: number[], proved: number[], complete: number[] }} */
  const took = { bare: [], proved: [], complete: [] }
  // The first round warms both sides up.
  for (let i = 0; i <= ROUNDS; i++) {
    note(`rolling ${HOSTS} hosts back, round ${i} of ${ROUNDS}`)
    const floor = await bare.round()
    await fleet.ask('watch', { release: newer, after: await server.epoch(GROUP) })
    await server.set(GROUP, newer)
    await fleet.ask('proved')
    await server.everyoneIs(GROUP, 'in-sync', HOSTS)
    const plan = await server.plan()
    await fleet.ask('watch', { release: older, after: await server.epoch(GROUP) })
    const began = now()
    const { id } = await server.rollBack(plan)
    const { at } = await fleet.ask('proved')
    const { finishedAt, startedAt } = await server.finished(id)
    await server.lift()
    if (i === 0) continue
    took.bare.push(floor)
    took.proved.push(at - began)
    took.complete.push(Date.parse(finishedAt) - Date.parse(startedAt))
  }
  return took
}

/** @param {{ bare: number[], proved: number[], complete: number[] }} took @returns {import('./bench.mjs').Figure[]} */
function rollbackFigures(took) {
  const floor = middle(took.bare)
  const against = (/** @type {number} */ value) => ({
    value: Math.round(value),
    unit: 'ms',
    floor: Math.round(floor),
    floorIs: 'bare ws, broadcast and every ack',
    ratio: value / floor,
  })
  return [
    {
      what: `rollback of ${HOSTS} hosts, request to the last host's committed proof`,
      ...against(middle(took.proved)),
      goal: '≤ 2.5',
    },
    { what: 'the same until it is stored as COMPLETE', ...against(middle(took.complete)) },
  ]
}

/** @param {{ root: string, server: BenchServer, fleet: Child, work: string, note: (text: string) => void, signal: AbortSignal }} o */
async function measureReports({ root, server, fleet, work, note, signal }) {
  const { identities } = await fleet.ask('leave')
  const reporters = new Child('reporters.mjs', signal)
  try {
    await reporters.ask('connect', { root, server: server.url, identities })
    /** @type {number[]} */
    const floors = []
    /** @type {number[]} */
    const measured = []
    for (let i = 0; i <= 3; i++) {
      note(`${HOSTS * REPORTS} reports, round ${i} of 3`)
      const floor = await upsertFloor({ root, data: join(work, 'data'), hosts: HOSTS, rounds: REPORTS })
      const { ms } = await reporters.ask('report', { rounds: REPORTS })
      if (i === 0) continue
      floors.push(floor)
      measured.push(((HOSTS * REPORTS) / ms) * 1000)
    }
    const [value, floor] = [middle(measured), middle(floors)]
    return {
      what: `reports from ${HOSTS} hosts, socket to commit to ack`,
      value: Math.round(value),
      unit: '/s',
      floor: Math.round(floor),
      floorIs: 'bare unnest upsert of the same rows',
      ratio: value / floor,
      goal: '≥ 0.5',
    }
  } finally {
    await reporters.end()
  }
}

/** Milliseconds since 1970, finer than the clock of Date and the same in all processes. */
function now() {
  return performance.timeOrigin + performance.now()
}

/** @param {number[]} values */
function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
