import type { Failure } from '@goherd/protocol'
import { changeOf } from './activity.js'
import { fullJitter } from './backoff.js'
import { failSeen, failUnseen, stuckBetween } from './change-failed.js'
import { cannotCount } from './drain.js'
import type { Happening, Stamp } from './events.js'
import { answerLocal } from './local.js'
import { look } from './look.js'
import { isOvertaken, learnGoVersion, leave, settleAfterFailure } from './on-work-done.js'
import { type AgentState, andThen, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'
import { snapshotFailed } from './upkeep.js'

type Failed = Extract<Happening, { kind: 'work-failed' }> & Stamp

/** Looks that fail are tried again about this often: as for a third try. */
const LOOK_ATTEMPT = 3

/** The work in flight failed. Before the visible rename that ends the change; from the rename on it is taken back. */
export function onWorkFailed(state: AgentState, event: Failed): Step {
  const { activity } = state
  const { error } = event
  switch (activity.kind) {
    case 'observing':
      return cannotLook(state, event, error)
    case 'verifying':
    case 'installing':
    case 'configuring':
    case 'snapshotting': {
      const change = changeOf(activity)
      if (change === null) return failedAlone(state, event, activity, error)
      if (isOvertaken(state, event, change) || error.code === 'aborted') return leave(state, change)
      return andThen(failUnseen(state, event, change, error), look)
    }
    case 'counting':
      if (isOvertaken(state, event, activity.change)) return leave(state, activity.change)
      return cannotCount(state, event, activity.change, error.message)
    case 'checking':
      if (activity.change === null) return look(learnGoVersion(state, activity.release, null))
      return andThen(failSeen(state, event, activity.change, error), settleAfterFailure)
    case 'switching':
      // The rename may have happened and only its fsync failed: going back is right in both cases.
      return andThen(failSeen(state, event, activity.change, error), settleAfterFailure)
    case 'switching-back':
      return andThen(stuckBetween(state, event, activity.change, error), look)
    case 'removing':
      return look(state)
    case 'uninstalling':
      return andThen(answerLocal(state, activity.requestId, { ok: false, error }), look)
    case 'starting':
    case 'idle':
    case 'waiting':
    case 'draining':
      return stay(state)
  }
}

/** Without a look nothing can be planned. Whoever waits on this machine is told; the rest waits. */
function cannotLook(state: AgentState, event: Failed, error: Failure): Step {
  const until = event.at + fullJitter(state.config.backoff, LOOK_ATTEMPT, event.random)
  const { local } = state.wishes
  const waiting: Step = {
    state: {
      ...state,
      wishes: { ...state.wishes, local: null },
      activity: { kind: 'waiting', wait: { kind: 'backoff', error, until } },
    },
    effects: [{ kind: 'set-timer', timer: 'work', at: until }],
  }
  return local === null
    ? waiting
    : andThen(waiting, (next) => answerLocal(next, local.id, { ok: false, error }))
}

/** Work for its own sake failed. Whoever asked for a snapshot hears of it; upkeep comes again later. */
function failedAlone(
  state: AgentState,
  event: Failed,
  activity: AgentState['activity'],
  error: Failure,
): Step {
  if (activity.kind !== 'snapshotting') return cannotVerify(state, event, error)
  const { requestId } = activity
  if (requestId !== '') return andThen(answerLocal(state, requestId, { ok: false, error }), look)
  const message = `no snapshot could be taken: ${error.message}`
  return andThen(note(snapshotFailed(state, event), event, { kind: 'snapshot', message, error }), look)
}

/** The daily reading of all bytes could not be made: it is due again in an hour, not at the next heartbeat. */
function cannotVerify(state: AgentState, event: Failed, error: Failure): Step {
  const later = remember(state, { nextVerifyAt: event.at + 3_600_000 })
  const message = `the tree could not be read: ${error.message}`
  return andThen(note(later, event, { kind: 'verify', message, error }), look)
}
