import type { PauseKind, PauseReason, RolloutState } from './state.js'

/** Adds a reason to pause; one of the same kind is replaced. */
export function withPause(state: RolloutState, reason: PauseReason): RolloutState {
  return { ...state, pauses: [...without(state.pauses, reason.kind), reason] }
}

/** Takes the reason of a kind away. The same object when there was none. */
export function withoutPause(state: RolloutState, kind: PauseKind): RolloutState {
  return state.pauses.some((pause) => pause.kind === kind)
    ? { ...state, pauses: without(state.pauses, kind) }
    : state
}

const without = (pauses: readonly PauseReason[], kind: PauseKind) =>
  pauses.filter((pause) => pause.kind !== kind)
