import type { Failure } from '@goherd/protocol'
import { changeOf } from './activity.js'
import { fullJitter } from './backoff.js'
import { failSeen, failUnseen, stuckBetween } from './change.js'
import type { Happening, Stamp } from './events.js'
import { answerLocal } from './local.js'
import { isSuperseded, learnGoVersion, settleAfterFailure } from './on-work-done.js'
import { look } from './plan.js'
import { type AgentState, andThen, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'

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
      if (change === null) return cannotVerify(state, event, error)
      if (isSuperseded(state, change) || error.code === 'aborted') return look(state)
      return andThen(failUnseen(state, event, change, error), look)
    }
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
    case 'starting':
    case 'idle':
    case 'waiting':
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

/** The daily reading of all bytes could not be made: it is due again in an hour, not at the next heartbeat. */
function cannotVerify(state: AgentState, event: Failed, error: Failure): Step {
  const later = remember(state, { nextVerifyAt: event.at + 3_600_000 })
  const message = `the tree could not be read: ${error.message}`
  return andThen(note(later, event, { kind: 'verify', message, error }), look)
}
