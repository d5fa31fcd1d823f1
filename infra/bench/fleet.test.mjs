import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../setup/root.mjs'
import { shown } from '../test/shown.mjs'
import { Child } from './rollback/child.mjs'
import { connectTo, seedHosts } from './rollback/seed-hosts.mjs'
import { BenchServer } from './rollback/server.mjs'

/*
 * A fleet as large as most: 1,000 simulated agents, and 2,000 in the long form, the real state machine of the agent with a real
 * connection each, on a real server with a database that flushes to disk. The figures that are aimed at are in the table at the end
 * of a test run; what is asserted leaves room for a machine with much else to do.
 */

const goFolder = process.env.GOHERD_TEST_GO ?? ''
const HOSTS = process.env.GOHERD_LONG === '1' ? 2_000 : 1_000
const AGENTS = `${HOSTS.toLocaleString('en')} agents`
const DEAD = HOSTS / 10
const FLAPPING = HOSTS / 20
const GROUP = 'fleet'
const GOAL_MS = 30_000
const PATIENCE_MS = 150_000
const stop = new AbortController()
const work = mkdtempSync(join(tmpdir(), 'goherd-fleet-'))

/** @type {BenchServer} */
let server
/** @type {Child} */
let fleet

describe.skipIf(goFolder === '')(`${AGENTS} (without GOHERD_TEST_GO: not tried)`, () => {
  beforeAll(async () => {
    if (!existsSync(join(root, 'apps/server/dist/main.js'))) throw new Error('not built: npm run build')
    server = await BenchServer.start({ root, work, goFolder, signal: stop.signal })
    const [older = '', newer = ''] = await server.prepare(GROUP)
    fleet = new Child('fleet.mjs', stop.signal)
    const token = await server.enrollmentToken(GROUP, 1)
    const { identity } = await fleet.ask('enroll', { root, server: server.url, token })
    const identities = await seedHosts({ root, data: join(work, 'data'), count: HOSTS, like: identity })
    await fleet.ask('adopt', { root, server: server.url, identities })
    await fleet.ask('connect')
    // Every host has both releases, and every host has proved both revisions.
    for (const release of [older, newer]) {
      await server.set(GROUP, release)
      await server.everyoneIs(GROUP, 'in-sync', HOSTS)
    }
  }, PATIENCE_MS)
  afterAll(async () => {
    await fleet?.end()
    await server?.stop()
    rmSync(work, { recursive: true, force: true })
  }, 60_000)

  it(
    'are all back within a minute of a storm, and no report of theirs is lost',
    async () => {
      const began = performance.now()
      await fleet.ask('storm')
      const { hosts, ms } = await everybodyBack(began)
      const lost = await notStored(hosts)
      shown({
        row: `${AGENTS} are back after a reconnect storm, no report lost`,
        trials: HOSTS,
        failures: lost.length,
        note: `all back and heard after ${(ms / 1000).toFixed(1)} s, at most 60`,
      })
      expect(lost).toEqual([])
      expect(ms).toBeLessThan(2 * 60_000)
    },
    PATIENCE_MS,
  )

  it(
    'go back in an emergency although a tenth is dead and others flap: 99 % of the reachable prove it',
    async () => {
      await fleet.ask('kill', { from: 0, to: DEAD })
      await fleet.ask('flap', { root, from: DEAD, to: DEAD + FLAPPING, everyMs: 4_000 })
      const { id } = await server.rollBack(await server.plan())
      const reachable = HOSTS - DEAD
      const rollback = await until(
        () => server.rollback(id),
        ({ proved }) => proved >= Math.ceil(0.99 * reachable),
        'the reachable hosts did not prove it',
      )
      await fleet.ask('calm')
      const { finishedAt, startedAt } = await server.finished(id)
      const { provedHosts, debt, failed } = await server.rollback(id)
      const took = provedHosts.map((/** @type {any} */ { afterMs }) => afterMs).sort(byNumber)
      const most = took[Math.ceil(0.99 * reachable) - 1]
      shown({
        row: `an emergency rollback of ${AGENTS}, 10 % dead and 5 % flapping`,
        trials: reachable,
        failures: Math.max(0, reachable - took.length),
        note: [
          `99 % of the reachable proved within ${(most / 1000).toFixed(1)} s, at most ${GOAL_MS / 1000}`,
          `the median within ${(took[Math.floor(took.length / 2)] / 1000).toFixed(1)} s`,
          `COMPLETE after ${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s with ${debt.length} as debt`,
        ].join('; '),
      })
      expect(rollback.hosts).toBe(HOSTS)
      expect(failed).toEqual([])
      expect(debt).toHaveLength(DEAD)
      expect(took).toHaveLength(reachable)
      expect(most).toBeLessThan(4 * GOAL_MS)
    },
    PATIENCE_MS,
  )
})

const byNumber = (/** @type {number} */ a, /** @type {number} */ b) => a - b

/** Until every host is connected and has nothing left to say. @param {number} began */
async function everybodyBack(began) {
  const { hosts } = await until(
    () => fleet.ask('audit'),
    ({ connected, hosts }) =>
      connected === HOSTS && hosts.every((/** @type {any} */ { unsaid }) => unsaid === 0),
    'not everybody was back',
  )
  return { hosts, ms: performance.now() - began }
}

/** Hosts whose newest report, or whose word of the storm, the database does not have. @param {{ id: string, seq: number }[]} hosts */
async function notStored(hosts) {
  const client = await connectTo({ root, data: join(work, 'data') })
  try {
    const { rows } = await client.query(
      `SELECT s.host_id, s.seq FROM host_status s WHERE EXISTS (
         SELECT 1 FROM host_event e WHERE e.host_id = s.host_id AND e.message = 'the network was away')`,
    )
    const stored = new Map(rows.map((/** @type {any} */ { host_id, seq }) => [host_id, seq]))
    return hosts.filter(({ id, seq }) => stored.get(id) !== seq).map(({ id }) => id)
  } finally {
    await client.end()
  }
}

/** @param {() => Promise<any>} ask @param {(answer: any) => boolean} isRight @param {string} otherwise @returns {Promise<any>} */
async function until(ask, isRight, otherwise) {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (performance.now() > end) throw new Error(otherwise)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
