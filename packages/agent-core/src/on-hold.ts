import type { Maintenance } from '@goherd/protocol'
import { changeOf, isCommitted } from './activity.js'
import type { Happening, Stamp } from './events.js'
import { holds, isForbidden } from './hold.js'
import { look } from './look.js'
import { type AgentState, andThen, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'

/** The lock was set, changed or taken away. What is under way for an assignment gives way, a download at once, a switch not at all. */
export function onHoldChanged(
  state: AgentState,
  event: Extract<Happening, { kind: 'hold-changed' }> & Stamp,
): Step {
  const before = state.memory.hold
  const { hold } = event
  if (state.activity.kind === 'starting' || isSame(before, hold)) return stay(state)
  if (!holds(hold, event.at)) return before === null ? stay(state) : endHold(state, event)
  if (hold === null) return stay(state)
  const message = `held by ${hold.by} until ${hold.until}: ${hold.reason}`
  const noted = note(remember(state, { hold }), event, { kind: 'hold', message })
  return andThen(
    andThen(noted, (next) => startHold(next, hold)),
    (next) => giveWay(next, event.at),
  )
}

function isSame(a: Maintenance | null, b: Maintenance | null): boolean {
  if (a === null || b === null) return a === b
  return a.reason === b.reason && a.by === b.by && a.since === b.since && a.until === b.until
}

/** Sets the timer that ends a lock by itself. */
function startHold(state: AgentState, hold: Maintenance): Step {
  return { state, effects: [{ kind: 'set-timer', timer: 'hold', at: Date.parse(hold.until) }] }
}

function giveWay(state: AgentState, at: number): Step {
  const { activity } = state
  const change = changeOf(activity)
  if (activity.kind === 'waiting') return look(state)
  if (change === null || isCommitted(activity) || !isForbidden(state, change, at)) return stay(state)
  if (activity.kind === 'draining') return look(state)
  return activity.kind === 'installing'
    ? { state, effects: [{ kind: 'abort', id: activity.work }] }
    : stay(state)
}

/** The lock is gone: what waited for it goes on. */
function endHold(state: AgentState, stamp: Stamp): Step {
  const { hold } = state.memory
  const message = hold === null ? 'released' : `released, after ${hold.by} had held it since ${hold.since}`
  const noted = note(remember(state, { hold: null }), stamp, { kind: 'hold', message })
  const rests = state.activity.kind === 'idle' || state.activity.kind === 'waiting'
  return rests ? andThen(noted, look) : noted
}

/** The timer of the lock rang, or the agent started: the lock ends, or goes on until its time. */
export function onHoldTimer(state: AgentState, stamp: Stamp): Step {
  const { hold } = state.memory
  if (hold === null || state.activity.kind === 'starting') return stay(state)
  return holds(hold, stamp.at) ? startHold(state, hold) : endHold(state, stamp)
}
