import type { Maintenance } from '@goherd/protocol'
import type { Change } from './activity.js'
import { isUrgent } from './memory.js'
import type { AgentState } from './state.js'

/** The longest a host may be held, in milliseconds: 7 days. */
export const LONGEST_HOLD_MS = 7 * 86_400_000

/**
 * Does a maintenance lock hold at this moment? One whose end lies further away than a lock may last was written under another
 * clock: it holds nothing, because nobody could say when it ends.
 */
export function holds(hold: Maintenance | null, at: number): boolean {
  if (hold === null) return false
  const left = Date.parse(hold.until) - at
  return left > 0 && left <= LONGEST_HOLD_MS
}

/**
 * Does the lock stand in the way of the newest assignment? An urgent one, an emergency rollback, goes through; to put drift right
 * after it does not.
 */
export function isHeldBack({ memory }: AgentState, at: number): boolean {
  return !isUrgent(memory) && holds(memory.hold, at)
}

/** Is this change one that the lock forbids? What people ask for on the machine itself is their own affair. */
export function isForbidden(state: AgentState, change: Change, at: number): boolean {
  return change.cause.kind === 'assignment' && isHeldBack(state, at)
}
