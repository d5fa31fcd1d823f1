export {
  type Activity,
  type Change,
  isCommitted,
  STATE_KINDS,
  type StateKind,
  type Wait,
} from './activity.js'
export { type BackoffRange, fullJitter } from './backoff.js'
export type {
  Download,
  Effect,
  EffectKind,
  LocalOutcome,
  LocalSuccess,
  TimerName,
  Work,
  WorkKind,
  WorkResult,
} from './effects.js'
export type { AgentEvent, EventKind, Fetch, Happening, LocalRequest, LocalWish, Stamp } from './events.js'
export { holds, LONGEST_HOLD_MS } from './hold.js'
export {
  type Accepted,
  BLANK_MEMORY,
  type Correction,
  type CorrectionStand,
  type Drain,
  isPending,
  type Journal,
  type Memory,
  mendingOf,
} from './memory.js'
export { phaseOf } from './phase.js'
export {
  describeKept,
  FEWEST_RELEASES,
  type KeepReason,
  planRetention,
  type Retention,
  rollbackSnapshot,
  whyKept,
} from './retention.js'
export { type KeptSnapshot, SNAPSHOTS_KEPT, surplusSnapshots } from './snapshot-retention.js'
export { type AgentConfig, type AgentState, DEFAULT_CONFIG, initialState, type Step } from './state.js'
export { isSafeToStop, step } from './step.js'
export { findSnapshot, hasTreeOf } from './wishes.js'
