import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'
import { Child } from './rollback/child.mjs'
import { measureRollbacks } from './rollback/measure.mjs'
import { seedHosts } from './rollback/seed-hosts.mjs'
import { BenchServer } from './rollback/server.mjs'
import { upsertFloor } from './rollback/upsert-floor.mjs'

const HOSTS = Number(process.env.BENCH_HOSTS ?? 1000)
/** Of each host, one after the other: below what the server allows a host at once, and of all together not more than a minute of them. */
const REPORTS = Math.min(20, Math.ceil(40_000 / HOSTS))
const GROUP = 'bench'

/**
 * Many simulated agents on one real server, each in a process of its own kind, with a database that flushes to disk: how long an
 * emergency rollback takes until the last host's proof is committed, against a bare websocket broadcast that every client
 * acknowledges; how many statements that costs the database; how many reports a second are committed, against the same rows
 * written by one statement per thousand; and what a connected agent costs the server. BENCH_HOSTS changes the number of agents.
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
    const releases = await server.prepare(GROUP)
    const fleet = new Child('fleet.mjs', signal)
    endings.push(() => fleet.end())
    const identities = await enrollAll({ root, server, fleet, work })
    note(`connecting ${HOSTS} hosts`)
    await fleet.ask('adopt', { root, server: server.url, identities })
    const memory = await memoryPerAgent(server, fleet)
    const bare = await startBareBroadcast(signal)
    endings.push(() => bare.end())
    const about = { server, bare, releases, group: GROUP, count: HOSTS, note }
    const cores = await measureRollbacks({ ...about, fleet })
    await fleet.ask('leave')
    const light = new Child('light-hosts.mjs', signal)
    endings.push(() => light.end())
    await light.ask('connect', { root, server: server.url, identities })
    const lights = await measureRollbacks({ ...about, fleet: light })
    await light.end()
    const reports = await measureReports({ root, server, identities, work, note, signal })
    return [...rollbackFigures(lights, cores), reports, memory]
  } finally {
    for (const end of endings.reverse()) await end()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {{ root: string, server: BenchServer, fleet: Child, work: string }} options */
async function enrollAll({ root, server, fleet, work }) {
  const token = await server.enrollmentToken(GROUP, 1)
  const { identity } = await fleet.ask('enroll', { root, server: server.url, token })
  return seedHosts({ root, data: join(work, 'data'), count: HOSTS, like: identity })
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
 * @param {import('./rollback/measure.mjs').Took} lights hosts that cost nothing
 * @param {import('./rollback/measure.mjs').Took} cores hosts with the agent's real state machine, all in one process
 * @returns {import('./bench.mjs').Figure[]}
 */
function rollbackFigures(lights, cores) {
  const against = (
    /** @type {import('./rollback/measure.mjs').Took} */ took,
    /** @type {number[]} */ of,
  ) => ({
    value: Math.round(middle(of)),
    unit: 'ms',
    floor: Math.round(middle(took.bare)),
    floorIs: 'bare ws, broadcast and every ack',
    ratio: middle(of.map((ms, n) => ms / (took.bare[n] ?? Number.NaN))),
  })
  const hosts = HOSTS.toLocaleString('en')
  return [
    {
      what: `rollback of ${hosts} hosts that answer at once, request to the last host's committed proof`,
      ...against(lights, lights.proved),
      goal: '≤ 2.5',
    },
    { what: 'the same until it is stored as COMPLETE', ...against(lights, lights.complete) },
    {
      what: `rollback of ${hosts} hosts with the agent's own state machine, all simulated in one process`,
      ...against(cores, cores.proved),
    },
    { what: 'the same until it is stored as COMPLETE', ...against(cores, cores.complete) },
    {
      what: 'database statements per host, from the request to COMPLETE',
      value: middle(lights.statements) / HOSTS,
    },
  ]
}

/** @param {{ root: string, server: BenchServer, identities: any[], work: string, note: (text: string) => void, signal: AbortSignal }} o */
async function measureReports({ root, server, identities, work, note, signal }) {
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

/** @param {number[]} values */
function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
