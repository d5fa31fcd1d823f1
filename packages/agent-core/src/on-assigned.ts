import { type Change, isCommitted } from './activity.js'
import { changeFromAssignment } from './change.js'
import type { Happening, Stamp } from './events.js'
import { isHeldBack } from './hold.js'
import { cancelLocal } from './local.js'
import { look } from './look.js'
import type { Accepted } from './memory.js'
import { type AgentState, andThen, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'

/**
 * A verified assignment came in. Only a newer epoch than the newest accepted one counts; it is remembered at once and wipes
 * the backoff of the one before. What is under way gives way at its next answer, a download at once, a switch not at all.
 */
export function onAssigned(state: AgentState, event: Extract<Happening, { kind: 'assigned' }> & Stamp): Step {
  const { assignment } = event
  if (state.activity.kind === 'starting') return stay(state)
  if (assignment.epoch <= (state.memory.accepted?.epoch ?? 0)) return stay(state)
  const until = event.at + Math.floor(event.random * state.config.startJitterMs)
  const accepted: AgentState = {
    ...remember(state, { accepted: assignment, failure: null, drain: null, correction: null }),
    jitter: { epoch: assignment.epoch, until },
  }
  const { release } = assignment.desired
  const message = `assigned ${release}: ${assignment.reason}`
  return andThen(note(accepted, event, { kind: 'assigned', message, release }), (next) =>
    giveWay(next, event, assignment),
  )
}

function giveWay(state: AgentState, { at }: Stamp, assignment: Accepted): Step {
  const { activity } = state
  if (isCommitted(activity)) return stay(state)
  switch (activity.kind) {
    case 'idle':
    case 'waiting':
    case 'draining':
      return look(state)
    case 'installing': {
      if (activity.change.cause.kind === 'local') return overLocal(state, activity.change, assignment)
      if (!isHeldBack(state, at) && bringsTheSameTree(activity.change, assignment)) {
        const change = { ...activity.change, ...changeFromAssignment(assignment) }
        return stay({ ...state, activity: { ...activity, change } })
      }
      return { state, effects: [{ kind: 'abort', id: activity.work }] }
    }
    default:
      return stay(state)
  }
}

/** What people asked for on the machine itself is finished first; only an emergency does not wait for their download. */
function overLocal(state: AgentState, { cause }: Change, { urgent }: Accepted): Step {
  return urgent && cause.kind === 'local' ? cancelLocal(state, cause.requestId) : stay(state)
}

function bringsTheSameTree({ fetch, target }: Change, assignment: Accepted): boolean {
  return (
    fetch !== null &&
    assignment.desired.release === target.release &&
    assignment.archive?.sha256 === fetch.archive.sha256
  )
}
