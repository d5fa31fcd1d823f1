import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { shown, trials } from '../test/trials.js'
import { findBreach } from './budget.js'
import { planRollout } from './plan-rollout.js'
import { normalStages, ON_FAILURE, type RolloutPolicy, refusePolicy, type StagePolicy } from './policy.js'
import { stagePolicy } from './stage-policy.js'
import { slotsHeld } from './start-hosts.js'
import { scheduled, stageOf } from './state.js'
import { KEPT_SCRIPTS, type KeptScript } from './test/kept-seeds.js'
import { inventory, policy, stage } from './test/samples.js'
import { type Happening, type Nature, type Stored, World } from './test/world.js'

/*
 * Fleets in which everything goes wrong that can: hosts that fail, go back, vanish, lie still, flap, join and are taken by others;
 * late answers; a driver that dies between any two steps; people who press every button. fast-check prints the seed of a failure, and
 * shrinks it.
 */

const RUNS = trials(700, 60_000)
let worlds = 0
let steps = 0
let failures = 0

const nature = fc.constantFrom<Nature>('good', 'good', 'good', 'fails', 'goes-back', 'vanishes', 'never-says')
const amount = fc.oneof(
  fc.record({ kind: fc.constant('count' as const), hosts: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 0, max: 50 }) }),
)
const anyStage: fc.Arbitrary<Omit<StagePolicy, 'size'>> = fc.record({
  concurrency: fc.option(fc.integer({ min: 1, max: 4 })),
  rampFrom: fc.option(fc.integer({ min: 1, max: 2 })),
  soakMs: fc.constantFrom(0, 60_000),
  budget: fc.record({ failed: amount, silent: amount, rolledBack: amount }),
  gates: fc.constantFrom([], ['smoke']),
  approvals: fc.constantFrom(0, 0, 1, 2),
  onFailure: fc.constantFrom(...ON_FAILURE),
})
const anyPolicy: fc.Arbitrary<RolloutPolicy> = fc
  .tuple(anyStage, anyStage, anyStage, fc.constantFrom(1, 2))
  .map(([first, second, last, canaries]) =>
    policy({
      stages: [
        stage({ ...first, size: { kind: 'count', hosts: canaries } }),
        stage({ ...second, size: { kind: 'percent', percent: 50 } }),
        stage({ ...last, size: { kind: 'percent', percent: 100 } }),
      ],
    }),
  )
const nth = fc.nat(30)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Happening>({ kind: 'plans' }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('answers' as const), nth }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  },
  { weight: 2, arbitrary: fc.constant<Happening>({ kind: 'dies' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('goes' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('comes-back' as const), nth }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('gate' as const),
      verdict: fc.constantFrom<'pass' | 'fail' | 'inconclusive'>('pass', 'pass', 'fail', 'inconclusive'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('other' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze' as const), frozen: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('joins' as const), nature }) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        { kind: 'pause', by: 'ann', reason: 'lunch' } as const,
        { kind: 'resume', by: 'ann' } as const,
        { kind: 'promote', by: 'ann' } as const,
        { kind: 'approve', by: 'ann', planHash: 'hash' } as const,
        { kind: 'approve', by: 'ben', planHash: 'hash' } as const,
        { kind: 'retry', by: 'ann' } as const,
        { kind: 'abort', by: 'ann', hosts: 'revert' } as const,
      )
      .map((command): Happening => ({ kind: 'command', command })),
  },
)
const script = fc
  .record({
    natures: fc.array(nature, { minLength: 2, maxLength: 12 }),
    policy: anyPolicy,
    happenings: fc.array(happening, { maxLength: 120, size: 'max' }),
  })
  .filter((given) => refusePolicy(given.policy, given.natures.length) === undefined)

function played(o: KeptScript): World {
  const world = new World(o.natures, o.policy)
  for (const one of o.happenings) world.happen(one)
  worlds += 1
  steps += world.history.length
  return world
}

const parameters: fc.Parameters<[KeptScript]> = {
  numRuns: RUNS,
  examples: KEPT_SCRIPTS.map((kept): [KeptScript] => [kept]),
}

const startsOf = ({ assignments }: Stored) =>
  assignments.filter(({ to }) => to === 'to').flatMap((a) => a.hosts)

describe('a rollout, whatever happens', () => {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failures += 1
  })

  it('never has more in flight than allowed when it starts hosts (P1), and gives a host one assignment a step (P4)', () => {
    fc.assert(
      fc.property(script, (given) => {
        for (const stored of played(given).history) {
          const starts = startsOf(stored)
          if (starts.length > 0) {
            const { concurrency } = stagePolicy(given.policy, stageOf(stored.after))
            expect(slotsHeld(stored.after)).toBeLessThanOrEqual(concurrency ?? Number.POSITIVE_INFINITY)
          }
          const all = stored.assignments.flatMap(({ hosts }) => hosts)
          expect(new Set(all).size).toBe(all.length)
        }
      }),
      parameters,
    )
  })

  it('begins no stage before the gates and approvals of the one before were given (P2)', () => {
    fc.assert(
      fc.property(script, (given) => {
        const { history } = played(given)
        for (const [index, { before, after, command }] of history.entries()) {
          if (stageOf(after) <= stageOf(before) || stageOf(before) < 0) continue
          if (after.phase.kind === 'finished' && after.phase.outcome !== 'completed') continue
          expect(command).toBeNull()
          const stageBefore = stageOf(before)
          const promoted = history
            .slice(0, index)
            .some((s) => s.command?.kind === 'promote' && stageOf(s.before) === stageBefore)
          if (promoted) continue
          const { gates, approvals } = stagePolicy(given.policy, stageBefore)
          for (const gate of gates) {
            expect(answersUntil(history, index).some((a) => a.gate === gate && a.verdict === 'pass')).toBe(
              true,
            )
          }
          expect(new Set(before.approvals.map(({ by }) => by)).size).toBeGreaterThanOrEqual(approvals)
        }
      }),
      parameters,
    )
  })

  it('starts nothing new while a budget is exceeded, or a pause or freeze holds (P3)', () => {
    fc.assert(
      fc.property(script, (given) => {
        for (const stored of played(given).history) {
          if (startsOf(stored).length === 0) continue
          // A recall that was lifted and a host that is back end their pauses by themselves, in the step that hears of it.
          const held = stored.before.pauses.filter(
            ({ kind }) => !['recalled', 'nothing-proved'].includes(kind),
          )
          expect(held).toEqual([])
          const wasUnproved = stored.before.pauses.some(({ kind }) => kind === 'nothing-proved')
          const isUnproved = stored.after.pauses.some(({ kind }) => kind === 'nothing-proved')
          expect(wasUnproved && isUnproved).toBe(false)
          // What was heard in this very step counts as well: the breach is looked for before anything starts.
          const starts = new Set(startsOf(stored))
          const heard = { ...stored.after, hosts: withoutKeys(stored.after.hosts, starts) }
          expect(findBreach(heard, given.policy)).toBeUndefined()
        }
      }),
      parameters,
    )
  })

  it('asks for nothing more when it is planned again with the same facts (P5)', () => {
    fc.assert(
      fc.property(script, (given) => {
        const world = played(given)
        world.plan()
        const frozen = world.frozen ? { reason: 'a test' } : null
        const again = planRollout(given.policy, inventory(world.facts(), { frozen }), world.state, world.now)
        expect(again.assignments.flatMap(({ hosts }) => hosts)).toEqual([])
        expect(again.state.phase).toEqual(world.state.phase)
      }),
      parameters,
    )
  })

  it('ends once faults stop, and after a revert nobody is left on the new state except named debt (P6, P7)', () => {
    fc.assert(
      fc.property(script, (given) => {
        const world = played(given)
        world.calmDown()
        const { phase, hosts } = world.state
        expect(phase.kind).toBe('finished')
        if (phase.kind !== 'finished' || phase.outcome !== 'reverted') return
        for (const one of world.hosts) {
          if (one.assigned !== 'to') continue
          expect(['revert-debt', 'left'], `${one.id} is ${hosts[one.id]?.kind}`).toContain(
            hosts[one.id]?.kind,
          )
        }
      }),
      parameters,
    )
  })

  it('keeps every host in exactly one stage, and loses none (P8)', () => {
    fc.assert(
      fc.property(script, (given) => {
        const world = played(given)
        world.plan()
        const members = world.state.stages.flat()
        expect(new Set(members).size).toBe(members.length)
        if (world.state.phase.kind === 'finished') return
        expect([...members].sort()).toEqual(world.hosts.map(({ id }) => id).sort())
        expect(world.state.stages).toHaveLength(normalStages(given.policy.stages).length)
      }),
      parameters,
    )
  })
})

function withoutKeys<T>(all: Readonly<Record<string, T>>, keys: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !keys.has(key)))
}

/** Answers about the stage that a step ended, as the driver had them by then. */
function answersUntil(history: readonly Stored[], index: number) {
  const ended = stageOf(history[index]?.before ?? history[0]?.before ?? NEVER)
  return history.slice(0, index + 1).flatMap(({ answers }) => answers.filter(({ stage: of }) => of === ended))
}

const NEVER = scheduled([])

afterAll(() => {
  shown({
    row: 'a rollout keeps its invariants whatever happens',
    trials: worlds,
    failures,
    note: `8 invariants, each after every one of ${steps.toLocaleString('en')} stored steps`,
  })
})
