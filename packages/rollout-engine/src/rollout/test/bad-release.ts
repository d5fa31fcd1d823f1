import { drawStages } from '../draw.js'
import type { Evidence, HostFacts } from '../facts.js'
import { planRollout } from '../plan-rollout.js'
import { hostsOf, ON_FAILURE, type RolloutPolicy } from '../policy.js'
import { stagePolicy } from '../stage-policy.js'
import { type RolloutState, scheduled } from '../state.js'
import { between, type Chance, chanceOf, pick } from './chance.js'
import { host, inventory, policy, stage } from './samples.js'

/*
 * A release that breaks hosts, rolled out to a simulated fleet while nobody is looking: no person resumes, retries or aborts. How
 * many hosts does it break before the rollout stops by itself?
 */

/** How a host that the release breaks shows it. */
const MANNERS = ['failed', 'rolled-back', 'silent'] as const
type Manner = (typeof MANNERS)[number]

/** Which hosts the release breaks. */
export type Harm =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly share: number }
  | { readonly kind: 'platform'; readonly platform: string }
  | { readonly kind: 'rack'; readonly rack: string }

/** What a bad rollout came to. */
export interface Blast {
  readonly harm: Harm
  readonly fleet: number
  /** Hosts that were ever given the release. */
  readonly moved: number
  /** Those of them that it broke. */
  readonly harmed: number
  /** How many the policy lets it break: see `allowedBy`. */
  readonly allowed: number
  /** The last stage that began. */
  readonly stage: number
  /** It stopped by itself: paused, or on its way back. False when it came to its end within its budgets. */
  readonly halted: boolean
  /** Hosts that were given the release after it had halted. */
  readonly startedAfterHalt: number
  /** Hosts that are still on the release although the rollout took them back, and that are not named as debt. */
  readonly leftBehind: number
}

const PLATFORMS = ['linux/amd64', 'linux/amd64', 'linux/amd64', 'linux/arm64', 'darwin/arm64']
const SILENT_AFTER_MS = 60_000
/** A host that fell silent is back after so long. */
const BACK_AFTER_MS = 3 * SILENT_AFTER_MS
/** More steps than any of these rollouts needs. */
const MOST_STEPS = 5_000

interface Simulated {
  readonly facts: Pick<HostFacts, 'id' | 'platform' | 'labels'>
  readonly breaks: boolean
  readonly manner: Manner
  online: boolean
  seenAt: number
  assigned: 'to' | 'from'
  evidence: Evidence
  answersAt: number
}

/** Rolls a bad release out; everything follows from the seed. */
export function rollOutBad(seed: number): Blast {
  const chance = chanceOf(seed)
  const harm = harmOf(chance)
  const manners = pick(
    [MANNERS.slice(0, 1), MANNERS.slice(1, 2), MANNERS.slice(2), MANNERS],
    chance('manners'),
  )
  const fleet = Array.from({ length: between(10, 300, chance('fleet')) }, (_, n) =>
    simulated(n, harm, manners, chance),
  )
  const rules = policyOf(chance)
  const plain = fleet.map(({ facts }) => host(facts.id, facts))
  let state = scheduled(drawStages(plain, rules, `${seed}`).stages)
  const byId = new Map(fleet.map((one) => [one.facts.id, one]))
  const moved = new Set<string>()
  let halted = false
  let startedAfterHalt = 0
  let now = 0
  for (let steps = 0; ; steps += 1) {
    if (steps > MOST_STEPS) throw new Error(`seed ${seed}: a bad rollout that does not end`)
    for (const one of fleet) answer(one, now)
    const step = planRollout(rules, inventory(fleet.map(factsOf)), state, now)
    state = step.state
    for (const { to, hosts } of step.assignments) {
      for (const id of hosts) {
        assign(byId.get(id), to, now + 10_000 * between(1, 6, chance('delay', id, now)))
        if (to === 'to') moved.add(id)
        if (to === 'to' && halted) startedAfterHalt += 1
      }
    }
    halted ||= state.pauses.length > 0 || state.phase.kind === 'reverting'
    now = Math.min(step.wakeAt ?? Number.POSITIVE_INFINITY, ...fleet.map(nextOf))
    if (state.phase.kind === 'finished' || now === Number.POSITIVE_INFINITY) break
  }
  const harmed = [...moved].filter((id) => byId.get(id)?.breaks === true).length
  return {
    ...{ harm, fleet: fleet.length, moved: moved.size, harmed, halted, startedAfterHalt },
    stage: Math.max(0, ...stagesOf(state, moved)),
    allowed: allowedBy(rules, state, Math.max(0, ...stagesOf(state, moved))),
    leftBehind: leftBehind(state, fleet),
  }
}

function stagesOf({ stages }: RolloutState, moved: ReadonlySet<string>): number[] {
  return stages.flatMap((ids, index) => (ids.some((id) => moved.has(id)) ? [index] : []))
}

/**
 * What an operator can read from the policy before the start: each stage that was passed may have used up its budgets, and in the
 * one that stops it as many hosts may be broken as change at a time.
 */
function allowedBy(rules: RolloutPolicy, state: RolloutState, last: number): number {
  const tolerated = state.stages.slice(0, last).reduce((sum, ids, index) => {
    const { failed, silent, rolledBack } = stagePolicy(rules, index).budget
    const limits = [failed, silent, rolledBack].map((amount) => hostsOf(amount, ids.length))
    return (
      sum +
      Math.min(
        ids.length,
        limits.reduce((a, b) => a + b, 0),
      )
    )
  }, 0)
  const size = state.stages[last]?.length ?? 0
  return tolerated + Math.min(size, stagePolicy(rules, last).concurrency ?? size)
}

function leftBehind(state: RolloutState, fleet: readonly Simulated[]): number {
  if (state.phase.kind !== 'finished' || state.phase.outcome !== 'reverted') return 0
  const isNamed = (id: string) => state.hosts[id]?.kind === 'revert-debt'
  return fleet.filter(({ assigned, facts }) => assigned === 'to' && !isNamed(facts.id)).length
}

function harmOf(chance: Chance): Harm {
  switch (pick(['all', 'some', 'some', 'platform', 'rack'] as const, chance('harm'))) {
    case 'all':
      return { kind: 'all' }
    case 'some':
      return { kind: 'some', share: pick([0.01, 0.05, 0.2, 0.5, 0.9], chance('share')) }
    case 'platform':
      return { kind: 'platform', platform: pick(PLATFORMS, chance('bad platform')) }
    case 'rack':
      return { kind: 'rack', rack: `r${between(0, 7, chance('bad rack'))}` }
  }
}

function simulated(n: number, harm: Harm, manners: readonly Manner[], chance: Chance): Simulated {
  const id = `h${n}`
  const platform = pick(PLATFORMS, chance('platform', n))
  const rack = `r${between(0, 7, chance('rack', n))}`
  const breaks =
    harm.kind === 'all' ||
    (harm.kind === 'some' && chance('breaks', n) < harm.share) ||
    (harm.kind === 'platform' && harm.platform === platform) ||
    (harm.kind === 'rack' && harm.rack === rack)
  return {
    ...{ facts: { id, platform, labels: { rack } }, breaks, manner: pick(manners, chance('manner', n)) },
    ...{
      online: true,
      seenAt: 0,
      assigned: 'from',
      evidence: { kind: 'proved' },
      answersAt: Number.POSITIVE_INFINITY,
    },
  }
}

/** Stages, budgets and slots as people choose them, careless ones included. */
function policyOf(chance: Chance): RolloutPolicy {
  const sizes = pick([[5, 25, 100], [10, 50, 100], [25, 100], [100]], chance('sizes'))
  const amount = (what: string) =>
    chance(what, 'kind') < 0.7
      ? ({ kind: 'count', hosts: between(0, 3, chance(what)) } as const)
      : ({ kind: 'percent', percent: between(0, 10, chance(what)) } as const)
  const conditions = (n: number) => ({
    concurrency: pick([null, 1, 5, 20, 50], chance('concurrency', n)),
    rampFrom: pick([null, null, 1, 2], chance('ramp', n)),
    soakMs: pick([0, 30_000], chance('soak', n)),
    budget: { failed: amount(`failed ${n}`), silent: amount(`silent ${n}`), rolledBack: amount(`back ${n}`) },
    onFailure: pick(ON_FAILURE, chance('on failure', n)),
  })
  const canaries = stage({
    size: { kind: 'count', hosts: between(1, 3, chance('canaries')) },
    ...conditions(0),
  })
  const rest = sizes.map((percent, n) => stage({ size: { kind: 'percent', percent }, ...conditions(n + 1) }))
  return policy({
    stages: [canaries, ...rest],
    silentAfterMs: SILENT_AFTER_MS,
    spreadBy: pick([null, 'rack'], chance('spread')),
  })
}

const factsOf = ({ facts, online, seenAt, assigned, evidence }: Simulated): HostFacts =>
  host(facts.id, { ...facts, online, seenAt, assigned, evidence })

function assign(one: Simulated | undefined, to: 'to' | 'from', answersAt: number): void {
  if (one === undefined) throw new Error('a host was made up')
  Object.assign(one, { assigned: to, evidence: { kind: 'pending' }, answersAt })
}

/** When something will be heard of a host again, if nothing else happens. */
function nextOf({ online, seenAt, assigned, answersAt }: Simulated): number {
  if (online) return answersAt
  return assigned === 'from' ? Math.max(answersAt, seenAt + BACK_AFTER_MS) : Number.POSITIVE_INFINITY
}

/** What a host does when its moment has come. One that fell silent comes back as it was: it has to go back like any other. */
function answer(one: Simulated, now: number): void {
  if (now < nextOf(one) || one.answersAt === Number.POSITIVE_INFINITY) return
  Object.assign(one, { online: true, seenAt: now, answersAt: Number.POSITIVE_INFINITY })
  if (one.assigned === 'from' || !one.breaks) one.evidence = { kind: 'proved' }
  else if (one.manner === 'silent') one.online = false
  else one.evidence = { kind: one.manner, code: 'probe_failed', message: 'go does not answer' }
}
