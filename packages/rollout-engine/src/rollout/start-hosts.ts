import type { HostFacts } from './facts.js'
import type { RolloutPolicy } from './policy.js'
import { stagePolicy } from './stage-policy.js'
import { type HostProgress, holdsSlot, type RolloutState, stageOf, withProgress } from './state.js'

/** What was started, and why not more was. */
export interface Started {
  readonly state: RolloutState
  /** Ids, in the order in which they are to start. */
  readonly hosts: readonly string[]
  /** Hosts whose turn it would be, were there a free slot. */
  readonly waiting: number
}

/**
 * Gives every host of the stages that have begun its turn, as far as there are slots: the stage's concurrency (or ramp) and the
 * cap of each failure domain. A host that is offline at its turn owes it, takes no slot, and gets its turn when it is back.
 */
export function startHosts(
  state: RolloutState,
  facts: ReadonlyMap<string, HostFacts>,
  policy: RolloutPolicy,
  now: number,
): Started {
  const slots = slotsOf(state, policy)
  const domains = domainsInUse(state, facts, policy)
  const changes: (readonly [string, HostProgress])[] = []
  const started: string[] = []
  let waiting = 0
  for (const id of state.stages.slice(0, stageOf(state) + 1).flat()) {
    const before = state.hosts[id]
    if (before !== undefined && before.kind !== 'debt') continue
    const known = facts.get(id)
    const isGone = known === undefined || known.assigned === 'other'
    const after = isGone ? left(now) : known.online ? undefined : (before ?? owes(now))
    if (after !== undefined) {
      if (after !== before) changes.push([id, after])
    } else if (known !== undefined && started.length < slots && domains.admit(known)) {
      changes.push([id, { kind: 'updating', since: now }])
      started.push(id)
    } else waiting += 1
  }
  return { state: withProgress(state, changes), hosts: started, waiting }
}

const left = (at: number): HostProgress => ({ kind: 'left', at })
const owes = (since: number): HostProgress => ({ kind: 'debt', since })

/** How many hosts may start now. Hosts that ended badly keep their slot until a person has looked at them. */
function slotsOf(state: RolloutState, policy: RolloutPolicy): number {
  const stage = stageOf(state)
  const { concurrency, rampFrom } = stagePolicy(policy, stage)
  if (concurrency === null && rampFrom === null) return Number.POSITIVE_INFINITY
  const ramp = rampFrom === null ? Number.POSITIVE_INFINITY : Math.max(rampFrom, doneIn(state, stage))
  return Math.max(0, Math.min(concurrency ?? Number.POSITIVE_INFINITY, ramp) - slotsHeld(state))
}

function doneIn(state: RolloutState, stage: number): number {
  return (state.stages[stage] ?? []).filter((id) => state.hosts[id]?.kind === 'done').length
}

/** Hosts that are changing now or hold their slot for another reason. */
export function slotsHeld(state: RolloutState): number {
  return Object.values(state.hosts).filter(holdsSlot).length
}

interface Domains {
  /** True, and a place taken, when the host's failure domain has room. */
  admit(host: HostFacts): boolean
}

function domainsInUse(
  state: RolloutState,
  facts: ReadonlyMap<string, HostFacts>,
  { domainCap }: RolloutPolicy,
): Domains {
  if (domainCap === null) return { admit: () => true }
  const inUse = new Map<string, number>()
  const domainOf = (host: HostFacts | undefined) => host?.labels[domainCap.label]
  const take = (domain: string) => inUse.set(domain, (inUse.get(domain) ?? 0) + 1)
  for (const [id, progress] of Object.entries(state.hosts)) {
    const domain = domainOf(facts.get(id))
    if (domain !== undefined && holdsSlot(progress)) take(domain)
  }
  return {
    admit(host) {
      const domain = domainOf(host)
      if (domain === undefined) return true
      if ((inUse.get(domain) ?? 0) >= domainCap.hosts) return false
      take(domain)
      return true
    },
  }
}
