import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { HostChanges, HostReader } from '../hosts/index.js'
import { makeGroup, setGroup, startTestFleet, type TestFleet } from '../testing/fleet-of-tests.js'
import { RolloutScene } from '../testing/rollout-scene.js'

const HOSTS = 10_000

let fleet: TestFleet
let scene: RolloutScene
beforeAll(async () => {
  fleet = await startTestFleet()
  const { id } = await makeGroup(fleet.server, 'many')
  const { epoch } = await setGroup(fleet.server, 'many', '1.21')
  const { pool } = fleet.server.database
  await pool.query(
    `INSERT INTO host (id, name, group_id, public_key, platform, facts, labels)
     SELECT 'many-' || n, 'many-' || n, $1, '', CASE WHEN n % 4 = 0 THEN 'linux/arm64' ELSE 'linux/amd64' END, '{}',
            jsonb_build_object('rack', 'r' || n % 40) FROM generate_series(1, $2::int) n`,
    [id, HOSTS],
  )
  await pool.query(
    `INSERT INTO host_status (host_id, epoch, online, proved, state, seen_at, observed)
     SELECT 'many-' || n, $1::int, true, true, 'in-sync', now(), '{"installed":[{"release":"go1.21.13"}]}'
       FROM generate_series(1, $2::int) n`,
    [epoch, HOSTS],
  )
  scene = RolloutScene.of(fleet.server, 'many')
})
afterAll(() => fleet?.close())

/** Every host that was given something proves it, as far as the database and the driver are concerned. */
async function everybodyProves(): Promise<void> {
  const { pool } = fleet.server.database
  const { rows } = await pool.query<{ id: string }>(
    `UPDATE host_status s SET epoch = m.epoch, proved = true, seen_at = now() FROM wave_member m
      WHERE m.host_id = s.host_id AND s.epoch < m.epoch RETURNING s.host_id AS id`,
  )
  const known = await fleet.server.app.get(HostReader, { strict: false }).known(rows.map(({ id }) => id))
  const changes = known.map(({ host, status }) => ({
    host,
    before: { ...status, proved: false },
    after: status,
  }))
  fleet.server.app.get(HostChanges, { strict: false }).tell(changes)
}

it('ten thousand hosts cost the database batches and not rows', async () => {
  const request = { stages: [{ size: 10 }, { size: '25%' as const }], spreadBy: 'rack' }
  const started = performance.now()
  const plan = await scene.plan(request)
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(plan).toMatchObject({ hosts: HOSTS, canGoBack: HOSTS, download: { hosts: HOSTS } })
  expect(plan.stages.map(({ hosts }) => hosts)).toEqual([10, 2_490, 7_500])
  expect(Object.keys(plan.stages[1]?.spread ?? {})).toHaveLength(40)
  const { id } = await scene.start({ ...request, hash: plan.hash })
  const statements = vi.spyOn(pg.Client.prototype, 'query')
  for (const [stage, hosts] of [10, 2_490, 7_500].entries()) {
    const under = await scene.becomes(
      id,
      (view) => view.stage === stage && view.counts.updating === hosts,
      30_000,
    )
    expect(under.counts.updating).toBe(hosts)
    await everybodyProves()
  }
  const finished = await scene.becomes(id, ({ state }) => state === 'finished', 30_000)
  expect(finished).toMatchObject({ outcome: 'completed', counts: { done: HOSTS } })
  // Those of this test's own questions are among them.
  expect(statements.mock.calls.length / HOSTS).toBeLessThan(0.2)
  statements.mockRestore()
})
