import type { ObservedState } from '@goherd/model'
import type { Activity } from './activity.js'
import type { BackoffRange } from './backoff.js'
import type { Effect, Work } from './effects.js'
import type { LocalRequest } from './events.js'
import { BLANK_MEMORY, type Memory } from './memory.js'
import { EMPTY_OUTBOX, type Outbox } from './outbox.js'

/** What the owner of an agent may tune. All times in milliseconds. */
export interface AgentConfig {
  /** Between tries of a change that failed before anything was visible. */
  readonly backoff: BackoffRange
  /** Between tries of a change that was switched back: each try disturbs the host. */
  readonly backoffAfterSwitch: BackoffRange
  /** The longest a host waits before a download, so that a group does not start at once. Urgent assignments don't wait. */
  readonly startJitterMs: number
  /** An unchanged state is reported again after this time. */
  readonly reportEveryMs: number
  /** Every byte of the current tree is read again about this often. */
  readonly verifyEveryMs: number
  /** A snapshot is taken about this often while something is active, whether anything changes or not. */
  readonly snapshotEveryMs: number
  /** And after this many changes. */
  readonly snapshotEveryChanges: number
  /** Trees beyond this number are removed after a change, unless the group's policy says another number. */
  readonly keepReleases: number
  /** Drift that comes back after it was put right waits so long before the next time, and twice as long before each further one. */
  readonly correctionPauseMs: number
  /** So often within an hour the same drift is put right; then it is only reported. */
  readonly correctionsAnHour: number
  /** false for a command that only does what it was asked for and leaves assignments to the daemon. */
  readonly converge: boolean
}

export const DEFAULT_CONFIG: AgentConfig = {
  backoff: { baseMs: 2_000, capMs: 300_000 },
  backoffAfterSwitch: { baseMs: 60_000, capMs: 3_600_000 },
  startJitterMs: 1_000,
  reportEveryMs: 300_000,
  verifyEveryMs: 86_400_000,
  snapshotEveryMs: 86_400_000,
  snapshotEveryChanges: 20,
  keepReleases: 4,
  correctionPauseMs: 60_000,
  correctionsAnHour: 5,
  converge: true,
}

/** What is asked of the agent and waits for the next safe moment. */
export interface Wishes {
  readonly local: LocalRequest | null
  /** Somebody wants a fresh look: at the state, or at every byte of the current tree. */
  readonly recheck: 'none' | 'look' | 'bytes'
  /** A change went through: there may be trees to remove. */
  readonly tidy: boolean
}

const NO_WISHES: Wishes = { local: null, recheck: 'none', tidy: false }

/** The whole of an agent. Immutable; `memory` is what a restart brings back. */
export interface AgentState {
  readonly config: AgentConfig
  readonly memory: Memory
  readonly activity: Activity
  readonly wishes: Wishes
  /** What the last look found; null before the first. */
  readonly observed: ObservedState | null
  /** When the start of an epoch's change may begin; drawn once per epoch. */
  readonly jitter: { readonly epoch: number; readonly until: number } | null
  readonly outbox: Outbox
  /** The next work id and the next event number of this run. */
  readonly nextWork: number
  readonly nextEvent: number
  /** Makes event ids unique across restarts. */
  readonly run: string
}

/** What `step` returns. Effects are to be performed in order. */
export interface Step {
  readonly state: AgentState
  readonly effects: readonly Effect[]
}

/** An agent before its `started` event. */
export function initialState(config: AgentConfig = DEFAULT_CONFIG): AgentState {
  return {
    config,
    memory: BLANK_MEMORY,
    activity: { kind: 'starting' },
    wishes: NO_WISHES,
    observed: null,
    jitter: null,
    outbox: EMPTY_OUTBOX,
    nextWork: 1,
    nextEvent: 1,
    run: '0',
  }
}

/** A step that changes nothing more. */
export function stay(state: AgentState): Step {
  return { state, effects: [] }
}

/** Does `next` after `before` and joins their effects. */
export function andThen(before: Step, next: (state: AgentState) => Step): Step {
  const after = next(before.state)
  return { state: after.state, effects: [...before.effects, ...after.effects] }
}

/** Hands out one piece of work and enters the activity that waits for it. */
export function startWork(state: AgentState, work: Work, activity: (id: number) => Activity): Step {
  const id = state.nextWork
  return {
    state: { ...state, nextWork: id + 1, activity: activity(id) },
    effects: [{ kind: 'work', id, work }],
  }
}

/** The state with some fields of its memory replaced. */
export function remember(state: AgentState, changed: Partial<Memory>): AgentState {
  return { ...state, memory: { ...state.memory, ...changed } }
}
