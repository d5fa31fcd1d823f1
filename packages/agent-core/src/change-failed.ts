import type { Failure } from '@goherd/protocol'
import type { Change } from './activity.js'
import { fullJitter } from './backoff.js'
import type { Stamp } from './events.js'
import { answerChange } from './local.js'
import type { FailedAttempt } from './memory.js'
import { type AgentState, andThen, remember, type Step, startWork, stay } from './state.js'
import { note } from './timeline.js'

/*
 * How a change fails: before its rename it is only recorded, after it the previous state is made visible again.
 */

/** A change failed before anything was visible: records it, nothing else. The caller looks again. */
export function failUnseen(state: AgentState, stamp: Stamp, change: Change, error: Failure): Step {
  const recorded = andThen(failed(state, stamp, change, error), (next) =>
    stay(recordFailure(next, stamp, change, error, state.config.backoff)),
  )
  return andThen(recorded, (next) => tellWhoAsked(next, change, error))
}

/** A change failed after its rename: the previous state is made visible again. */
export function failSeen(state: AgentState, stamp: Stamp, change: Change, error: Failure): Step {
  const { journal } = state.memory
  // Without a journal nothing was renamed: only the check of what had been there failed.
  if (journal === null) return failUnseen(state, stamp, change, error)
  const back = remember(state, { journal: { ...journal, direction: 'back', error } })
  return andThen(failed(back, stamp, change, error), (next) => switchBack(next, change, error))
}

/** Makes the previous release and settings visible again, with one rename like on the way there. */
export function switchBack(state: AgentState, change: Change, error: Failure): Step {
  const { from, scope } = change
  const work = {
    kind: 'activate-back',
    scope,
    release: scope === 'link' ? from.release : change.target.release,
    elsewhere: from.elsewhere,
    settings: from.settings,
  } as const
  return startWork(state, work, (id) => ({ kind: 'switching-back', work: id, change, error }))
}

/** The previous state stands again. The caller looks again. */
export function backAgain(state: AgentState, stamp: Stamp, change: Change, error: Failure): Step {
  const release = change.from.release
  const message =
    release === null
      ? `${change.target.release} was taken away again: ${error.message}`
      : `switched back to ${release} and its settings: ${error.message}`
  const done = recordFailure(
    remember(state, { journal: null }),
    stamp,
    change,
    error,
    state.config.backoffAfterSwitch,
  )
  const told = note(done, stamp, {
    kind: 'switched-back',
    message,
    error,
    release: release ?? undefined,
    epoch: epochOf(change),
  })
  return andThen(told, (next) => tellWhoAsked(next, change, error))
}

/** The way back failed as well: it is tried again, and nothing else before. */
export function stuckBetween(state: AgentState, stamp: Stamp, change: Change, error: Failure): Step {
  const failure = nextFailure(state, stamp, epochOf(change) ?? null, error, state.config.backoff)
  const told = note(remember(state, { failure }), stamp, {
    kind: 'failed',
    message: `could not switch back yet: ${error.message}`,
    error,
    epoch: epochOf(change),
  })
  return andThen(told, (next) => tellWhoAsked(next, change, error))
}

/** There is nothing to go back to: the host stays where it is, with its failure on record. */
export function stayThere(state: AgentState, stamp: Stamp, change: Change, error: Failure): AgentState {
  const { failure } = state.memory
  const dropped = remember(state, { journal: null })
  const isKnown = failure !== null && failure.epoch === epochOf(change)
  return isKnown ? dropped : recordFailure(dropped, stamp, change, error, state.config.backoffAfterSwitch)
}

/** Whoever asked for a local change hears of its failure once the host stands where it stood, or cannot yet. */
function tellWhoAsked(state: AgentState, change: Change, error: Failure): Step {
  return answerChange(state, change, { ok: false, error })
}

function epochOf(change: Change): number | undefined {
  return change.cause.kind === 'assignment' ? change.cause.epoch : undefined
}

function failed(state: AgentState, stamp: Stamp, change: Change, error: Failure): Step {
  const { release } = change.target
  return note(state, stamp, {
    kind: 'failed',
    message: error.message,
    error,
    release,
    epoch: epochOf(change),
  })
}

/** A local change is not tried again: whoever asked has the answer. */
function recordFailure(
  state: AgentState,
  stamp: Stamp,
  change: Change,
  error: Failure,
  range: AgentState['config']['backoff'],
): AgentState {
  const epoch = epochOf(change)
  if (epoch === undefined)
    return state.memory.failure?.epoch === null ? remember(state, { failure: null }) : state
  return remember(state, { failure: nextFailure(state, stamp, epoch, error, range) })
}

function nextFailure(
  state: AgentState,
  stamp: Stamp,
  epoch: number | null,
  error: Failure,
  range: AgentState['config']['backoff'],
): FailedAttempt {
  const before = state.memory.failure
  const attempts = before !== null && before.epoch === epoch ? before.attempts + 1 : 1
  return { epoch, error, attempts, retryAt: stamp.at + fullJitter(range, attempts, stamp.random) }
}
