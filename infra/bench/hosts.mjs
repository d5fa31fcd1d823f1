import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Problem } from '../say/problem.mjs'
import { connectTo } from './rollback/seed-hosts.mjs'
import { BenchServer } from './rollback/server.mjs'

const HOSTS = Number(process.env.BENCH_HOSTS ?? 10_000)
const GROUP = 'bench'
const ROUNDS = 60
const PAGE = 100

/** What people look at, as the dashboard and the command line ask it. */
const QUERIES = {
  'first page by name': {},
  'drifted hosts': { q: 'state:drifted' },
  'drifted, old Go, in production': { q: 'state:drifted go:<1.24 label.env=prod' },
  'a word anywhere': { q: 'ci-0042' },
  'a word that nothing has': { q: 'nothing-has-it' },
  'groups by glob, not in sync': { q: 'group:bench-1* -state:in-sync' },
  'what is wanted, older than a release': { q: 'wanted:<1.23.5' },
  'away for an hour, or held': { q: 'seen:>1h or held:yes' },
  'an old agent, sorted by it': { q: 'agent:<0.2', sort: 'agentVersion' },
  'sorted by state': { sort: 'state' },
  'sorted by the active Go, the last page': { sort: 'actual', order: 'desc', offset: HOSTS - PAGE },
}

/**
 * The list of hosts over a large fleet: each query of a page of a hundred rows over HTTP, answered by the real server from its own
 * PostgreSQL. Beside them stands the smallest request the server answers from the database. BENCH_HOSTS changes the number of hosts.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, goFolder, note, signal }) {
  if (!existsSync(join(root, 'apps/server/dist/main.js')))
    throw new Problem('not_built', 'the server is not built', { hint: 'Run: npm run build' })
  const work = mkdtempSync(join(tmpdir(), 'goherd-bench-hosts-'))
  /** @type {BenchServer | undefined} */
  let server
  try {
    note('starting the server')
    server = await BenchServer.start({ root, work, goFolder, signal })
    await server.prepare(GROUP)
    note(`${HOSTS} hosts`)
    await seed(root, join(work, 'data'))
    const { api } = server
    const floor = await times(() => api.get('/api/me'))
    /** @type {import('./bench.mjs').Figure[]} */
    const figures = [{ what: 'who am I: the floor, p50', value: quantile(floor, 0.5), unit: 'ms' }]
    for (const [what, query] of Object.entries(QUERIES)) {
      note(what)
      figures.push(...(await measure(api, what, { limit: PAGE, ...query })))
    }
    return figures
  } finally {
    await server?.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {BenchServer['api']} api @param {string} what @param {Record<string, string | number>} query */
async function measure(api, what, query) {
  const asked = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) asked.set(key, String(value))
  const path = `/api/hosts?${asked}`
  const { total } = await api.get(path)
  const taken = await times(() => api.get(path))
  return [
    { what: `${what} (${total} fit), p50`, value: quantile(taken, 0.5), unit: 'ms' },
    { what: `${what}, p99`, value: quantile(taken, 0.99), unit: 'ms', goal: '< 150' },
  ]
}

/** Milliseconds of each round, sorted; the first ones, which warm up, are left out. @param {() => Promise<unknown>} ask */
async function times(ask) {
  for (let round = 0; round < 5; round += 1) await ask()
  const taken = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now()
    await ask()
    taken.push(performance.now() - started)
  }
  return taken.sort((a, b) => a - b)
}

/** @param {readonly number[]} sorted @param {number} share */
function quantile(sorted, share) {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}

/**
 * Hosts of many kinds by two statements: twenty groups that follow the first one's assignment, labels, drift, failures, old agents.
 * @param {string} root @param {string} data
 */
async function seed(root, data) {
  const client = await connectTo({ root, data })
  try {
    await client.query(`
      INSERT INTO host_group (id, name, managed, epoch)
      SELECT 'bench-' || n, 'bench-' || n, true, (SELECT epoch FROM host_group WHERE name = 'bench')
        FROM generate_series(1, 20) n`)
    await client.query(
      `INSERT INTO host (id, name, group_id, public_key, platform, facts, labels)
       SELECT 'ci-' || lpad(n::text, 5, '0'), 'ci-' || lpad(n::text, 5, '0'), 'bench-' || 1 + n % 20, '',
              CASE WHEN n % 4 = 0 THEN 'linux/arm64' ELSE 'linux/amd64' END,
              jsonb_build_object('root', '/var/lib/goherd', 'agentVersion', CASE WHEN n % 50 = 0 THEN '0.1.0' ELSE '0.2.0' END,
                                 'kernel', repeat('x', 400)),
              jsonb_build_object('env', CASE WHEN n % 3 = 0 THEN 'prod' ELSE 'dev' END, 'rack', 'r' || n % 40)
         FROM generate_series(1, $1::int) n`,
      [HOSTS],
    )
    await client.query(
      `INSERT INTO host_status (host_id, epoch, online, proved, state, actual, drift, phase, go_source, seen_at, observed)
       SELECT 'ci-' || lpad(n::text, 5, '0'), 1000000, n % 70 > 0, n % 10 > 0,
              CASE WHEN n % 70 = 0 THEN 'offline' WHEN n % 10 = 0 THEN 'drifted' WHEN n % 33 = 0 THEN 'failed' ELSE 'in-sync' END,
              CASE WHEN n % 10 = 0 THEN 'go1.21.13' WHEN n % 7 = 0 THEN 'go1.23.5' ELSE 'go1.22.12' END,
              CASE WHEN n % 10 = 0 THEN '[{"kind":"version","expected":"go1.22.12","found":"go1.21.13"}]' ELSE '[]' END::jsonb,
              '{"kind":"idle"}', '{"origin":"managed","path":null}', now() - make_interval(mins => n % 300),
              jsonb_build_object('installed', repeat('x', 1500))
         FROM generate_series(1, $1::int) n`,
      [HOSTS],
    )
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}
