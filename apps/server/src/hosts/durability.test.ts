import { hostDetail, hostTimeline, type ReportAnswer } from '@goherd/protocol'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { makeGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { enrollHosts, eventually, TestAgent } from '../testing/test-agent.js'
import { StatusStore } from './status.store.js'

let fleet: TestFleet
let saboteur: pg.Client
beforeAll(async () => {
  fleet = await startTestFleet()
  saboteur = new pg.Client({ connectionString: fleet.server.database.url })
  await saboteur.connect()
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await saboteur?.end()
  await fleet?.close()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Nothing can be written to host_status until the answer is called. */
async function blockWrites(): Promise<() => Promise<unknown>> {
  await saboteur.query('BEGIN')
  await saboteur.query('LOCK TABLE host_status IN EXCLUSIVE MODE')
  return () => saboteur.query('ROLLBACK')
}

/** Ends every connection of the server to its database, as a crash of PostgreSQL does. */
async function killConnections(): Promise<number> {
  const { rowCount } = await saboteur.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'goherd%'`,
  )
  return rowCount ?? 0
}

async function connectMany(group: string, count: number): Promise<TestAgent[]> {
  await makeGroup(fleet.server, group)
  const names = Array.from({ length: count }, (_, n) => `${group}-${n}`)
  const hosts = await enrollHosts(fleet.server, group, names)
  return Promise.all(hosts.map((host) => TestAgent.connect(fleet.server, host)))
}

it('a report is acknowledged after its commit and not before, also when the connections break in between', async () => {
  const [agent] = await connectMany('durable', 1)
  if (!agent) throw new Error('one agent should be connected')
  await agent.report()
  const event = {
    ...{ id: 'once', at: '2026-01-01T00:00:00.000Z', kind: 'drift' as const },
    ...{ epoch: 0, message: 'seen while the database was away' },
  }
  const answers: ReportAnswer[] = []
  const unblock = await blockWrites()
  const first = agent.report({ events: [event] }).then((answer) => answers.push(answer))
  await pause(200)
  expect(answers).toEqual([])
  expect(await killConnections()).toBeGreaterThan(0)
  const second = agent.report({ phase: { kind: 'waiting' } }).then((answer) => answers.push(answer))
  await pause(300)
  expect(answers).toEqual([])
  await unblock()
  await Promise.all([first, second])
  expect(answers).toEqual([
    { ok: true, seq: 2 },
    { ok: true, seq: 3 },
  ])
  const host = accepted(await callApi(fleet.server, '/hosts/durable-0'), hostDetail)
  expect(host).toMatchObject({ online: true, phase: { kind: 'waiting' } })
  const { events } = accepted(await callApi(fleet.server, '/hosts/durable-0/timeline'), hostTimeline)
  expect(events).toEqual([event])
  agent.close()
})

it('an agent that was not answered sends again after its connection broke, and the report is stored once', async () => {
  const [agent] = await connectMany('resend', 1)
  if (!agent) throw new Error('one agent should be connected')
  const event = {
    ...{ id: 'resent', at: '2026-01-01T00:00:00.000Z', kind: 'verify' as const },
    ...{ epoch: 0, message: 'all bytes are right' },
  }
  const report = agent.makeReport({ events: [event] })
  const unblock = await blockWrites()
  const unanswered = agent.send(report, 400).catch(() => 'no answer')
  expect(await unanswered).toBe('no answer')
  agent.close()
  await unblock()
  const again = await TestAgent.connect(fleet.server, agent.host)
  expect(await again.send(report)).toEqual({ ok: true, seq: report.seq })
  const { events } = accepted(await callApi(fleet.server, '/hosts/resend-0/timeline'), hostTimeline)
  expect(events).toEqual([event])
  again.close()
})

it('two hundred hosts that report at once are a few flushes, each row with its newest report', async () => {
  const agents = await connectMany('many', 200)
  await eventually(
    async () => (await callApi(fleet.server, '/hosts?group=many&state=unmanaged&limit=1')).body,
    (body) => JSON.stringify(body).includes('"total":200'),
  )
  const flush = vi.spyOn(fleet.server.app.get(StatusStore, { strict: false }), 'flush')
  const unblock = await blockWrites()
  const answers = Promise.all(
    agents.flatMap((agent) => [agent.report(), agent.report(), agent.report({ phase: { kind: 'waiting' } })]),
  )
  await pause(300)
  await unblock()
  expect((await answers).filter(({ ok }) => !ok)).toEqual([])
  expect(flush.mock.calls.length).toBeLessThanOrEqual(6)
  const { rows } = await saboteur.query(
    `SELECT count(*)::int AS hosts, min(s.seq) AS oldest, min(s.phase->>'kind') AS phase
       FROM host_status s JOIN host h ON h.id = s.host_id WHERE h.name LIKE 'many-%'`,
  )
  expect(rows).toEqual([{ hosts: 200, oldest: 3, phase: 'waiting' }])
  for (const agent of agents) agent.close()
})
