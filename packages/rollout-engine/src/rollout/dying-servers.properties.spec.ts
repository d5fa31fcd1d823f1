import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { shown, trials } from '../test/trials.js'
import { findBreach } from './budget.js'
import { ON_FAILURE, type RolloutPolicy, refusePolicy } from './policy.js'
import { stagePolicy } from './stage-policy.js'
import { slotsHeld } from './start-hosts.js'
import { stageOf } from './state.js'
import { Cluster, type Commit, ENDINGS, type Moment } from './test/cluster.js'
import { KEPT_MOMENTS, type KeptMoments } from './test/kept-seeds.js'
import { policy, stage } from './test/samples.js'

/*
 * Servers die between any two steps: before they stored what they planned, and before they told anybody what they stored. Two of
 * them drive the same rollout and both believe that they lead. The version of the stored state decides which of them writes.
 */

const RUNS = trials(700, 50_000)
let seeds = 0
let commits = 0
let conflicts = 0
let checks = 0
let failures = 0

const server = fc.constantFrom<0 | 1>(0, 1)
const nth = fc.nat(20)
const moment: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('steps' as const),
      server,
      ending: fc.constantFrom(...ENDINGS),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reads' as const), server }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('answers' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('echoes' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('goes' as const), nth }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('returns' as const), nth }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1_000, 70_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('commands' as const),
      server,
      command: fc.constantFrom(
        { kind: 'pause', by: 'ann', reason: 'lunch' } as const,
        { kind: 'resume', by: 'ann' } as const,
        { kind: 'retry', by: 'ben' } as const,
        { kind: 'abort', by: 'ben', hosts: 'revert' } as const,
      ),
    }),
  },
)
const anyPolicy: fc.Arbitrary<RolloutPolicy> = fc
  .record({
    concurrency: fc.constantFrom(null, 1, 2, 3),
    failed: fc.integer({ min: 0, max: 2 }),
    onFailure: fc.constantFrom(...ON_FAILURE),
  })
  .map(({ concurrency, failed, onFailure }) => {
    const none = { kind: 'count', hosts: 0 } as const
    const budget = { failed: { kind: 'count', hosts: failed } as const, silent: none, rolledBack: none }
    const conditions = { concurrency, budget, onFailure }
    return policy({
      stages: [
        stage({ ...conditions, size: { kind: 'count', hosts: 1 } }),
        stage({ ...conditions, size: { kind: 'percent', percent: 100 } }),
      ],
    })
  })
const script = fc
  .record({
    works: fc.array(fc.constantFrom(true, true, true, false), { minLength: 2, maxLength: 10 }),
    policy: anyPolicy,
    moments: fc.array(moment, { maxLength: 100, size: 'max' }),
  })
  .filter((given) => refusePolicy(given.policy, given.works.length) === undefined)
function played(given: KeptMoments, fenced = true): Cluster {
  const cluster = new Cluster(given.works, given.policy, fenced)
  for (const one of given.moments) cluster.happen(one)
  if (fenced) {
    seeds += 1
    conflicts += cluster.conflicts
    commits += cluster.commits.length
  }
  return cluster
}

function check(property: (given: KeptMoments) => void): void {
  fc.assert(fc.property(script, property), {
    numRuns: RUNS,
    examples: KEPT_MOMENTS.map((kept): [KeptMoments] => [kept]),
  })
}

const startsOf = ({ assignments }: Commit) =>
  assignments.filter(({ to }) => to === 'to').flatMap(({ hosts }) => hosts)

/** What no commit may do, whichever server made it; the first fault of a script in words. */
function faultOf({ commits, policy: rules }: Cluster): string | undefined {
  for (const commit of commits) {
    checks += 3
    const starts = startsOf(commit)
    if (starts.length === 0) continue
    const { concurrency } = stagePolicy(rules, stageOf(commit.after))
    const held = slotsHeld(commit.after)
    if (concurrency !== null && held > concurrency) return `${held} in flight, ${concurrency} may`
    const again = starts.filter((id) => ![undefined, 'debt'].includes(commit.before.hosts[id]?.kind))
    if (again.length > 0) return `${again.join(', ')} started twice`
    const paused = commit.before.pauses.some(({ kind }) => kind === 'person' || kind === 'breach')
    if (paused || findBreach(commit.before, rules) !== undefined) return 'started although it was halted'
  }
  return undefined
}

describe('two servers, each of which dies at any moment', () => {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failures += 1
  })

  it('never start a host twice, more than allowed at a time, or anybody after a breach', () => {
    check((given) => {
      expect(faultOf(played(given))).toBeUndefined()
    })
  })

  it('store every step on the state it was planned from: of two, one writes and the other reads', () => {
    check((given) => {
      const cluster = played(given)
      for (const [n, commit] of cluster.commits.entries()) {
        checks += 2
        expect(commit.plannedFrom).toBe(commit.before)
        if (n > 0) expect(commit.before).toBe(cluster.commits[n - 1]?.after)
      }
    })
  })

  it('never make a host accept an older assignment after a newer one', () => {
    check((given) => {
      for (const { heard, arrived, id } of played(given).members) {
        checks += 1
        const newest = Math.max(...arrived.map(({ epoch }) => epoch))
        expect(heard.epoch, id).toBe(newest)
      }
    })
  })

  it('lose nothing: once one of them stays alive the rollout ends, and every host has what the database says', () => {
    check((given) => {
      const cluster = played(given)
      cluster.calmDown()
      expect(cluster.state.phase.kind).toBe('finished')
      for (const { id, heard } of cluster.members) {
        checks += 1
        expect(heard, id).toEqual(cluster.newestOf(id))
      }
      const { phase, hosts } = cluster.state
      if (phase.kind !== 'finished' || phase.outcome !== 'reverted') return
      for (const { id, heard } of cluster.members) {
        checks += 1
        expect(heard.to === 'from' || hosts[id]?.kind === 'revert-debt', id).toBe(true)
      }
    })
  })

  it('would do harm without the comparison of versions, which these trials notice', () => {
    const found = fc.check(
      fc.property(script, (given) => faultOf(played(given, false)) === undefined),
      { numRuns: 2_000 },
    )
    expect(found.failed).toBe(true)
  })
})

afterAll(() => {
  shown({
    row: 'two servers that die between any two steps of a rollout',
    trials: seeds,
    failures,
    note: `${commits.toLocaleString('en')} steps stored, ${conflicts.toLocaleString('en')} lost to the other server, ${checks.toLocaleString('en')} invariants checked`,
  })
})
