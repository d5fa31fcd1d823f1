import type { HostFacts } from './facts.js'
import { withoutPause, withPause } from './pauses.js'
import {
  finished,
  type HostProgress,
  type RolloutPhase,
  type RolloutState,
  stageOf,
  wasTouched,
  withProgress,
} from './state.js'
import type { Turn } from './step.js'

type Reverting = Extract<RolloutPhase, { kind: 'reverting' }>

/** What is taken back: everything, or a stage with those that began after it, which stand on it. */
export type RevertScope = { readonly kind: 'all' } | { readonly kind: 'stage'; readonly stage: number }

/**
 * Sends everyone the rollout has touched back to the old state: all of them at once, because a way back is never rationed. Hosts
 * in the middle of a change are sent back as well; their agents finish what may not be broken off first.
 */
export function beginReverting(state: RolloutState, scope: RevertScope, now: number): Turn {
  const stage = scope.kind === 'stage' ? scope.stage : Math.max(0, stageOf(state))
  const phase = { kind: 'reverting', stage, scope: scope.kind, since: now } as const
  const touched = inScope(state, phase).filter((id) => wasTouched(state.hosts[id]))
  return sendBack({ ...state, phase }, stage, touched, now)
}

/**
 * Waits until nobody is on the way back any more. Hosts that are offline owe it: they are named, and not waited for. A host that
 * was to get another turn has no progress at that moment, but it has the new state: it goes back as well.
 */
export function continueReverting(
  state: RolloutState,
  phase: Reverting,
  { facts, now }: { readonly facts: ReadonlyMap<string, HostFacts>; readonly now: number },
): Turn {
  const { stage, scope } = phase
  const overlooked = inScope(state, phase).filter(
    (id) => isUnstarted(state.hosts[id]) && facts.get(id)?.assigned === 'to',
  )
  if (overlooked.length > 0) return sendBack(state, stage, overlooked, now)
  const hosts = Object.values(state.hosts).filter(({ kind }) => kind === 'reverting').length
  if (hosts > 0) return { state, waits: [{ kind: 'reverting', hosts }], next: false }
  if (scope === 'all') {
    return { state: finished(state, 'reverted', now), groups: 'from', waits: [], next: false }
  }
  const paused = withPause(withoutPause(state, 'breach'), { kind: 'stage-reverted', stage })
  return { state: { ...paused, phase: { kind: 'updating', stage, since: now } }, waits: [], next: true }
}

const inScope = ({ stages }: RolloutState, { scope, stage }: Reverting): readonly string[] =>
  stages.slice(scope === 'all' ? 0 : stage).flat()

const isUnstarted = (progress: HostProgress | undefined) => progress === undefined || progress.kind === 'debt'

function sendBack(state: RolloutState, stage: number, ids: readonly string[], now: number): Turn {
  const back: HostProgress = { kind: 'reverting', since: now }
  return {
    state: withProgress(
      state,
      ids.map((id) => [id, back]),
    ),
    assignments: ids.length > 0 ? [{ to: 'from', stage, hosts: ids }] : [],
    waits: [],
    next: true,
  }
}
