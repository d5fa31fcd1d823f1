import { type ObservedState, observedRelease } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Change } from './activity.js'
import {
  beginChange,
  type ChangeOrder,
  changeFromAssignment,
  matches,
  stayThere,
  switchBack,
} from './change.js'
import type { Stamp } from './events.js'
import { answerLocal, resolveWish } from './local.js'
import { isPending, type Journal } from './memory.js'
import { sameSettings } from './same-settings.js'
import { type AgentState, andThen, remember, type Step, startWork } from './state.js'
import { note } from './timeline.js'

/*
 * What to do next, decided from nothing but the memory and a fresh look at the disk: that makes the agent level-triggered.
 * Whatever happened before, it comes through here and goes on from where things stand.
 */

/** Takes a fresh look; what comes next is planned when it has answered. */
export function look(state: AgentState): Step {
  const { checked } = state.memory
  return startWork(state, { kind: 'observe', checked }, (work) => ({ kind: 'observing', work }))
}

/** Chooses the next thing to do, in order of urgency: unfinished business, people on this machine, the assignment, upkeep. */
export function plan(state: AgentState, stamp: Stamp): Step {
  const { memory, observed, wishes } = state
  if (observed === null) return look(state)
  if (memory.journal !== null) return recover(state, stamp, memory.journal, observed)
  if (wishes.local !== null) return beginLocal(state, stamp, observed)
  if (isPending(memory) && state.config.converge) return converge(state, stamp, observed)
  return upkeep(state, stamp, observed)
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
    if (failure !== null && stamp.at < failure.retryAt) return backOff(state, failure.error, failure.retryAt)
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
    archive: null,
    from: journal.from,
    scope: journal.scope,
    installed: true,
    bytes: null,
    reason: 'taken up again after a restart',
  }
}

function beginLocal(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const { local } = state.wishes
  const rest: AgentState = { ...state, wishes: { ...state.wishes, local: null } }
  if (local === null) return plan(rest, stamp)
  const resolved = resolveWish(local.wish, observed)
  if (!resolved.ok) {
    return andThen(answerLocal(rest, local.id, resolved), (next) => plan(next, stamp))
  }
  if (matches(resolved.target, observed)) {
    const outcome = { ok: true, release: resolved.target.release, changed: false } as const
    return andThen(answerLocal(rest, local.id, outcome), (next) => plan(next, stamp))
  }
  const { accepted } = state.memory
  const archive = accepted?.desired.release === resolved.target.release ? accepted.archive : null
  const cause = { kind: 'local', requestId: local.id } as const
  return begin(rest, stamp, observed, {
    cause,
    target: resolved.target,
    archive,
    reason: resolved.reason,
  })
}

/** A change that cannot even begin has left its failure on record; then something else comes next. */
function begin(state: AgentState, stamp: Stamp, observed: ObservedState, order: ChangeOrder): Step {
  const begun = beginChange(state, stamp, observed, order)
  return begun.state.nextWork > state.nextWork ? begun : andThen(begun, (next) => plan(next, stamp))
}

function converge(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const { accepted, failure } = state.memory
  if (accepted === null) return upkeep(state, stamp, observed)
  if (failure !== null && failure.epoch === accepted.epoch && stamp.at < failure.retryAt) {
    return backOff(state, failure.error, failure.retryAt)
  }
  if (matches(accepted.desired, observed)) {
    const done = remember(state, { reachedEpoch: accepted.epoch, failure: null })
    const { release } = accepted.desired
    const message = `${release} with these settings was active already`
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
  return begin(state, stamp, observed, changeFromAssignment(accepted))
}

function backOff(state: AgentState, error: Failure, until: number): Step {
  return {
    state: { ...state, activity: { kind: 'waiting', wait: { kind: 'backoff', error, until } } },
    effects: [{ kind: 'set-timer', timer: 'work', at: until }],
  }
}

/** Nothing is wanted of this host that it is not: looks that were asked for or are due, then room on the disk, then rest. */
function upkeep(state: AgentState, stamp: Stamp, observed: ObservedState): Step {
  const release = observedRelease(observed)
  const { nextVerifyAt, checked } = state.memory
  const dueDaily = nextVerifyAt !== null && stamp.at >= nextVerifyAt
  if (release !== null && (state.wishes.recheck === 'bytes' || dueDaily)) {
    return startWork(unasked(state), { kind: 'verify-bytes', release }, (work) => ({
      kind: 'verifying',
      work,
      release,
      change: null,
    }))
  }
  const asked = state.wishes.recheck === 'none' ? state : told(state)
  if (release !== null && checked?.release !== release) {
    return startWork(asked, { kind: 'probe', release }, (work) => ({
      kind: 'checking',
      work,
      release,
      change: null,
    }))
  }
  if (asked.wishes.tidy) return tidy(asked, observed)
  return { state: { ...asked, activity: { kind: 'idle' } }, effects: [] }
}

function unasked(state: AgentState): AgentState {
  return { ...state, wishes: { ...state.wishes, recheck: 'none' } }
}

/** The look that was asked for is taken; its answer is reported even if nothing changed. */
function told(state: AgentState): AgentState {
  return { ...unasked(state), outbox: { ...state.outbox, due: true } }
}

function tidy(state: AgentState, observed: ObservedState): Step {
  const rest: AgentState = { ...state, wishes: { ...state.wishes, tidy: false } }
  if (observed.installed.length <= state.config.keepReleases) {
    return { state: { ...rest, activity: { kind: 'idle' } }, effects: [] }
  }
  const keep = releasesToKeep(rest, observed)
  return startWork(rest, { kind: 'remove', keep }, (work) => ({ kind: 'removing', work }))
}

/** What is active, what is wanted, and what the newest snapshots could go back to. */
function releasesToKeep(state: AgentState, observed: ObservedState): string[] {
  const newestFirst = [...observed.snapshots].sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1))
  const wanted = [
    observedRelease(observed),
    state.memory.accepted?.desired.release ?? null,
    ...newestFirst.map((s) => s.release),
  ]
  const present = new Set(observed.installed.map((r) => r.release))
  const ordered = wanted.filter((r): r is string => r !== null && present.has(r))
  return [...new Set(ordered)].slice(0, Math.max(2, state.config.keepReleases))
}
