import { compare, type Drift, describeDrift, type ObservedState } from '@goherd/model'
import type { Stamp } from './events.js'
import { isPending } from './memory.js'
import { sameValue } from './same-value.js'
import { type AgentState, type Step, stay } from './state.js'
import { note } from './timeline.js'

/**
 * Takes in a fresh look. An equal one leaves the old object in place, so that "has it changed" is a comparison of references;
 * drift that was not there before is an event. The agent reports drift and leaves it alone.
 */
export function newlyObserved(state: AgentState, stamp: Stamp, found: ObservedState): Step {
  const before = state.observed
  const observed = withOldFinding(found, before)
  if (before !== null && sameValue(before, observed)) return stay(state)
  const next: AgentState = { ...state, observed }
  const now = driftOf(next, observed)
  const told = before === null ? '' : sentence(driftOf(state, before))
  if (now.length === 0 || sentence(now) === told) return stay(next)
  return note(next, stamp, { kind: 'drift', message: sentence(now) })
}

/** The same damage seen again is no news, although it was seen at another time. */
function withOldFinding(found: ObservedState, before: ObservedState | null): ObservedState {
  const old = before?.bytes
  if (old?.kind !== 'changed' || found.bytes.kind !== 'changed') return found
  const same = old.count === found.bytes.count && old.sample.join() === found.bytes.sample.join()
  return same ? { ...found, bytes: old } : found
}

/** How the host differs from an assignment it had reached. Unfinished work is not drift. */
function driftOf(state: AgentState, observed: ObservedState): Drift[] {
  const { accepted } = state.memory
  if (accepted === null || isPending(state.memory)) return []
  return compare(accepted.desired, observed, { reached: true })
}

function sentence(drift: readonly Drift[]): string {
  return drift.map(describeDrift).join('; ')
}
