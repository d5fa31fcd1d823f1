import type { RolloutState } from './state.js'
import type { Wait } from './waits.js'

/** Hosts that are to be given a state: this rollout's new one, or the old one. One assignment, one epoch. */
export interface StageAssignment {
  readonly to: 'to' | 'from'
  readonly stage: number
  readonly hosts: readonly string[]
}

/** What one step comes to. The driver stores the state and the assignments in one transaction, then carries the rest out. */
export interface RolloutStep {
  readonly state: RolloutState
  readonly assignments: readonly StageAssignment[]
  /** Set at the end: the groups are to want the new state, or the old one, from now on. */
  readonly groups: 'to' | 'from' | null
  /** Gates of the current stage that have not answered. */
  readonly asks: readonly string[]
  readonly waits: readonly Wait[]
  /** When to plan again although nothing was heard, milliseconds since 1970. */
  readonly wakeAt: number | null
}

/** A phase's turn: it moves on (`next`), or says what it waits for. */
export interface Turn {
  readonly state: RolloutState
  readonly assignments?: readonly StageAssignment[]
  readonly groups?: 'to' | 'from'
  readonly asks?: readonly string[]
  readonly waits: readonly Wait[]
  readonly next: boolean
}
