import { type ObservedState, observedRelease } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Change } from './activity.js'
import { isDue } from './backoff.js'
import { beginChange, type ChangeOrder, changeFromAssignment, matches } from './change.js'
import { stayThere, switchBack } from './change-failed.js'
import { considerDrift, settled } from './correction.js'
import type { Stamp } from './events.js'
import { isHeldBack } from './hold.js'
import { answerLocal, succeeded } from './local.js'
import { look } from './look.js'
import { isPending, type Journal, mendingOf } from './memory.js'
import { sameSettings } from './same-settings.js'
import { type AgentState, andThen, remember, type Step, startWork } from './state.js'
import { note } from './timeline.js'
import { upkeep } from './upkeep.js'
import { resolveWish } from './wishes.js'

/*
 * What to do next, decided from nothing but the memory and a fresh look at the disk: that makes the agent level-triggered.
 * Whatever happened before, it comes through here and goes on from where things stand.
 */

/** Chooses the next thing to do, in order of urgency: unfinished business, people on this machine, the assignment, upkeep. */
export function plan(state: AgentState, stamp: Stamp): Step {
  const { memory, observed, wishes } = state
  if (observed === null) return look(state)
  if (memory.journal !== null) return recover(state, stamp, memory.journal, observed)
  if (wishes.local !== null) return beginLocal(state, stamp, observed)
  if (!state.config.converge) return upkeep(state, stamp, observed)
  return andThen(considerDrift(state, stamp, observed), (next) =>
    isPending(next.memory) && !isHeldBack(next, stamp.at)
      ? converge(next, stamp, observed)
      : upkeep(next, stamp, observed),
  )
}

/** A change was cut off after its visible rename, or its way back was. */
function recover(state: AgentState, stamp: Stamp, journal: Journal, observed: ObservedState): Step {
  const change = changeFromJournal(journal)
  if (journal.direction === 'back') {
    const { failure } = state.memory
    if (journal.error === null || isOvertaken(state, journal)) {
      return plan(remember(state, { journal: null }), stamp)
    }
    if (!canGoBack(journal, observed)) return plan(stayThere(state, stamp, change, journal.error), stamp)
    if (failure !== null && !mayRetry(state, stamp)) return backOff(state, failure.error, failure.retryAt)
    return switchBack(state, change, journal.error)
  }
  const switched =
    observedRelease(observed) === journal.target.release &&
    (journal.scope === 'link' || sameSettings(observed.settings, journal.target.settings))
  if (!switched) return plan(remember(state, { journal: null }), stamp)
  const { release } = journal.target
  return startWork(state, { kind: 'probe', release }, (work) => ({ kind: 'checking', work, release, change }))
}

/** A newer assignment says where to go: not back any more. */
function isOvertaken({ memory }: AgentState, { epoch }: Journal): boolean {
  return memory.accepted !== null && memory.accepted.epoch > (epoch ?? memory.reachedEpoch)
}

/** Not when the tree to go back to is gone. */
function canGoBack({ from, scope }: Journal, observed: ObservedState): boolean {
  const release = scope === 'link' ? from.release : null
  return release === null || observed.installed.some((r) => r.release === release)
}

function changeFromJournal(journal: Journal): Change {
  return {
    cause:
      journal.epoch === null
        ? { kind: 'local', requestId: '' }
        : { kind: 'assignment', epoch: journal.epoch },
    target: journal.target,
    goal: 'active',
    fetch: null,
    tree: null,
    reads: 'doubt',
    from: journal.from,
    scope: journal.scope,
    installed: true,
    bytes: null,
    fetched: false,
    dropped: false,
    reason: 'taken up again after a restart',
  }
}

function beginLocal(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const { local } = state.wishes
  const rest: AgentState = { ...state, wishes: { ...state.wishes, local: null } }
  if (local === null) return plan(rest, stamp)
  const resolved = resolveWish(local.wish, observed)
  switch (resolved.kind) {
    case 'refused': {
      const refused = answerLocal(rest, local.id, { ok: false, error: resolved.error })
      return andThen(refused, (next) => plan(next, stamp))
    }
    case 'uninstall': {
      const { release } = resolved
      return startWork(rest, { kind: 'uninstall', release }, (work) => ({
        kind: 'uninstalling',
        work,
        release,
        requestId: local.id,
      }))
    }
    case 'snapshot':
      return startWork(rest, { kind: 'snapshot', reason: resolved.reason, manual: true }, (work) => ({
        kind: 'snapshotting',
        work,
        change: null,
        requestId: local.id,
      }))
    case 'change':
      return beginLocalChange(rest, stamp, observed, local.id, resolved.order)
  }
}

function beginLocalChange(
  state: AgentState,
  stamp: Stamp,
  observed: ObservedState,
  requestId: string,
  order: Omit<ChangeOrder, 'cause'>,
): Step {
  const { release } = order.target
  if (order.reads !== 'always' && matches(order.target, observed)) {
    const answered = answerLocal(state, requestId, succeeded(release, false))
    return andThen(answered, (next) => plan(next, stamp))
  }
  const { accepted } = state.memory
  const signed = accepted?.desired.release === release ? accepted.archive : null
  const fetch = order.fetch ?? (signed === null ? null : { archive: signed, from: null })
  return begin(state, stamp, observed, { ...order, fetch, cause: { kind: 'local', requestId } })
}

/** A change that cannot even begin has left its failure on record; then something else comes next. */
function begin(state: AgentState, stamp: Stamp, observed: ObservedState, order: ChangeOrder): Step {
  const begun = beginChange(state, stamp, observed, order)
  return begun.state.nextWork > state.nextWork ? begun : andThen(begun, (next) => plan(next, stamp))
}

function converge(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const { accepted, failure } = state.memory
  if (accepted === null) return upkeep(state, stamp, observed)
  if (failure !== null && failure.epoch === accepted.epoch && !mayRetry(state, stamp)) {
    return backOff(state, failure.error, failure.retryAt)
  }
  if (matches(accepted.desired, observed)) {
    const done: AgentState = {
      ...remember(settled(state), { reachedEpoch: accepted.epoch, failure: null }),
      // Its policy may keep fewer releases than the one before.
      wishes: { ...state.wishes, tidy: true },
    }
    const { release } = accepted.desired
    const found = mendingOf(state.memory)
    const message =
      found === null
        ? `${release} with these settings was active already`
        : `found, and gone before it was put right: ${found}`
    return andThen(note(done, stamp, { kind: 'converged', message, release }), (next) =>
      upkeep(next, stamp, observed),
    )
  }
  const needsBytes = !observed.installed.some((r) => r.release === accepted.desired.release)
  const until = state.jitter?.epoch === accepted.epoch ? state.jitter.until : 0
  if (needsBytes && !accepted.urgent && stamp.at < until) {
    return {
      state: { ...state, activity: { kind: 'waiting', wait: { kind: 'jitter', until } } },
      effects: [{ kind: 'set-timer', timer: 'work', at: until }],
    }
  }
  const order = changeFromAssignment(accepted)
  const reason = `before drift from ${accepted.desired.release} was put right`
  return begin(state, stamp, observed, mendingOf(state.memory) === null ? order : { ...order, reason })
}

/** The wait after a failure is over; one that would last longer than any may was saved under another clock. */
function mayRetry({ memory, config }: AgentState, { at }: Stamp): boolean {
  return memory.failure === null || isDue(at, memory.failure.retryAt, config.backoffAfterSwitch.capMs)
}

function backOff(state: AgentState, error: Failure, until: number): Step {
  return {
    state: { ...state, activity: { kind: 'waiting', wait: { kind: 'backoff', error, until } } },
    effects: [{ kind: 'set-timer', timer: 'work', at: until }],
  }
}
