import { withoutPause, withPause } from './pauses.js'
import {
  finished,
  type HostProgress,
  type RolloutPhase,
  type RolloutState,
  stageOf,
  wasTouched,
} from './state.js'
import type { Turn } from './step.js'

/**
 * Sends everyone the rollout has touched back to the old state: all of them at once, because a way back is never rationed. Hosts
 * in the middle of a change are sent back as well; their agents finish what may not be broken off first.
 */
export function beginReverting(state: RolloutState, scope: 'stage' | 'all', now: number): Turn {
  const stage = Math.max(0, stageOf(state))
  const ids = scope === 'all' ? state.stages.flat() : (state.stages[stage] ?? [])
  const hosts: Record<string, HostProgress> = { ...state.hosts }
  const touched = ids.filter((id) => wasTouched(hosts[id]))
  for (const id of touched) hosts[id] = { kind: 'reverting', since: now }
  return {
    state: { ...state, hosts, phase: { kind: 'reverting', stage, scope, since: now } },
    assignments: touched.length > 0 ? [{ to: 'from', stage, hosts: touched }] : [],
    waits: [],
    next: true,
  }
}

/** Waits until nobody is on the way back any more. Hosts that are offline owe it: they are named, and not waited for. */
export function continueReverting(
  state: RolloutState,
  phase: Extract<RolloutPhase, { kind: 'reverting' }>,
  now: number,
): Turn {
  const hosts = Object.values(state.hosts).filter(({ kind }) => kind === 'reverting').length
  if (hosts > 0) return { state, waits: [{ kind: 'reverting', hosts }], next: false }
  if (phase.scope === 'all') {
    return { state: finished(state, 'reverted', now), groups: 'from', waits: [], next: false }
  }
  const { stage } = phase
  const paused = withPause(withoutPause(state, 'breach'), { kind: 'stage-reverted', stage })
  return { state: { ...paused, phase: { kind: 'updating', stage, since: now } }, waits: [], next: true }
}
