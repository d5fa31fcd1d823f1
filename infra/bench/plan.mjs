import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../say/problem.mjs'

const SIZES = [10_000, 100_000]
const ROUNDS = 7
const PLATFORMS = ['linux/amd64', 'linux/amd64', 'linux/amd64', 'linux/arm64', 'darwin/arm64']

/**
 * The pure engine over large fleets: who is in which stage, the first step and one in the middle of a rollout, and the plan of a
 * rollback. No database, no network: what a decision itself costs, and how that grows.
 * @param {import('./bench.mjs').BenchContext} context
 * @returns {Promise<import('./bench.mjs').Figure[]>}
 */
export async function run({ root, note }) {
  const module = join(root, 'packages/rollout-engine/dist/index.js')
  if (!existsSync(module))
    throw new Problem('not_built', 'the rollout engine is not built', { hint: 'Run: npm run build' })
  const engine = await import(module)
  /** @type {import('./bench.mjs').Figure[]} */
  const figures = []
  /** @type {Map<string, number>} */
  const smaller = new Map()
  for (const hosts of SIZES) {
    note(`${hosts} hosts`)
    for (const [what, ms] of Object.entries(measure(engine, hosts))) {
      const before = smaller.get(what)
      const growth = before === undefined ? '' : `, ${(ms / before).toFixed(1)} × of ten times fewer`
      smaller.set(what, ms)
      figures.push({
        what: `${what}, ${hosts.toLocaleString('en')} hosts${growth}`,
        value: ms,
        unit: 'ms',
        ...(hosts === 100_000 ? { goal: '< 200, linear' } : {}),
      })
    }
  }
  return figures
}

/** @param {any} engine @param {number} count @returns {Record<string, number>} milliseconds */
function measure({ drawStages, planRollout, planRollback, scheduled }, count) {
  const hosts = Array.from({ length: count }, (_, n) => hostOf(n))
  const policy = policyOf()
  const inventory = { hosts, frozen: null, groupWindows: [], recalled: null, answers: [] }
  const { stages } = drawStages(hosts, policy, 'bench')
  const first = planRollout(policy, inventory, scheduled(stages), 1)
  const { state, facts } = inTheMiddle(stages, hosts)
  const fleet = rollbackFleet(count)
  if (first.assignments[0]?.hosts.length !== 1) throw new Error('the first step does not start the canary')
  return {
    'drawing the stages of a rollout': median(() => drawStages(hosts, policy, 'bench')),
    'first step of a rollout': median(() => planRollout(policy, inventory, scheduled(stages), 1)),
    'step in the middle of its last stage': median(() =>
      planRollout(policy, { ...inventory, hosts: facts }, state, 2),
    ),
    'plan of a rollback of the fleet': median(() => planRollback(fleet)),
  }
}

/** Five hundred groups over a few platforms. @param {number} n */
function hostOf(n) {
  return {
    id: `host-${String(n).padStart(6, '0')}`,
    name: `ci-${n}`,
    group: `group-${n % 500}`,
    platform: PLATFORMS[n % PLATFORMS.length] ?? '',
    labels: { rack: `r${n % 40}` },
    ...{ online: true, seenAt: 1, assigned: 'from', evidence: { kind: 'proved' } },
  }
}

/** One canary, a quarter, everyone; spread over racks. */
function policyOf() {
  const none = { kind: 'percent', percent: 1 }
  const stage = (/** @type {object} */ size) => ({
    ...{ size, concurrency: null, rampFrom: null, soakMs: 0, gates: [], approvals: 0, onFailure: 'pause' },
    budget: { failed: none, silent: none, rolledBack: none },
  })
  return {
    stages: [
      stage({ kind: 'count', hosts: 1 }),
      stage({ kind: 'percent', percent: 25 }),
      stage({ kind: 'percent', percent: 100 }),
    ],
    ...{ silentAfterMs: 60_000, spreadBy: 'rack', domainCap: null, windows: [], startAt: null },
  }
}

/** The last stage is half through: everybody was given the new state, and every other host has proved it. @param {string[][]} stages @param {any[]} hosts */
function inTheMiddle(stages, hosts) {
  const last = new Set(stages.at(-1))
  const isThere = (/** @type {string} */ id, /** @type {number} */ n) => !last.has(id) || n % 2 === 0
  const progress = hosts.map(({ id }, n) => [
    id,
    isThere(id, n) && !last.has(id) ? { kind: 'done', at: 1 } : { kind: 'updating', since: 1 },
  ])
  const facts = hosts.map((host, n) => ({
    ...host,
    assigned: 'to',
    evidence: { kind: isThere(host.id, n) ? 'proved' : 'pending' },
  }))
  const phase = { kind: 'updating', stage: stages.length - 1, since: 1 }
  const state = { phase, pauses: [], stages, hosts: Object.fromEntries(progress), gates: [], approvals: [] }
  return { state, facts }
}

/** Every group has gone from one proved revision to another; every host has both releases. @param {number} count */
function rollbackFleet(count) {
  const [older, newer] = ['go1.22.12', 'go1.23.5']
  const digest = 'a'.repeat(64)
  const revision = (/** @type {number} */ number, /** @type {string} */ release) => ({
    ...{ number, parent: number === 1 ? null : 1, release, settings: {}, goodAt: '2026-01-01T00:00:00.000Z' },
  })
  const observed = {
    ...{ link: { kind: 'managed', release: newer }, settings: {}, goVersion: newer, proof: digest },
    ...{ bytes: { kind: 'unchecked' }, snapshots: [] },
    installed: [older, newer].map((release) => ({ release, treeDigest: digest, size: 1 })),
  }
  return {
    ...{ target: 'last-good', named: null, platforms: { [older]: PLATFORMS, [newer]: PLATFORMS } },
    groups: Array.from({ length: 500 }, (_, n) => ({
      ...{ group: `group-${n}`, current: 2, revisions: [revision(1, older), revision(2, newer)] },
    })),
    hosts: Array.from({ length: count }, (_, n) => ({ ...hostOf(n), observed })),
  }
}

/** The middle of some runs after one that warms up. @param {() => unknown} work @returns {number} milliseconds */
function median(work) {
  const took = Array.from({ length: ROUNDS + 1 }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  }).slice(1)
  return took.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}
