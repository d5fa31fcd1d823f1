export {
  type Activity,
  type Change,
  isCommitted,
  STATE_KINDS,
  type StateKind,
  type Wait,
} from './activity.js'
export { type BackoffRange, fullJitter } from './backoff.js'
export type { Effect, EffectKind, LocalOutcome, TimerName, Work, WorkKind, WorkResult } from './effects.js'
export type { AgentEvent, EventKind, Happening, LocalRequest, LocalWish, Stamp } from './events.js'
export { type Accepted, BLANK_MEMORY, isPending, type Journal, type Memory } from './memory.js'
export { phaseOf } from './phase.js'
export { type AgentConfig, type AgentState, DEFAULT_CONFIG, initialState, type Step } from './state.js'
export { isSafeToStop, step } from './step.js'
