import { type DesiredState, type ObservedLink, type ObservedState, observedRelease } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Change } from './activity.js'
import { fullJitter } from './backoff.js'
import type { Stamp } from './events.js'
import { answerLocal } from './local.js'
import type { Accepted, FailedAttempt, Journal } from './memory.js'
import { sameSettings } from './same-settings.js'
import { type AgentState, andThen, remember, type Step, startWork, stay } from './state.js'
import { note } from './timeline.js'

/*
 * The steps of a change. Nothing before `commit` is visible to a build; `commit` saves the journal first and then asks for
 * the one rename that makes release and settings visible together.
 */

/** What a change is asked to do. */
export type ChangeOrder = Pick<Change, 'cause' | 'target' | 'archive' | 'reason'>

/** The order an assignment amounts to. */
export function changeFromAssignment(accepted: Accepted): ChangeOrder {
  return {
    cause: { kind: 'assignment', epoch: accepted.epoch },
    target: accepted.desired,
    archive: accepted.archive,
    reason: `before epoch ${accepted.epoch} (${accepted.desired.release})`,
  }
}

/** Is this state active, in good order and answering, as far as the last look and the last checks tell? */
export function matches(wanted: DesiredState, observed: ObservedState): boolean {
  return isSound(wanted.release, observed) && sameSettings(wanted.settings, observed.settings)
}

function isSound(release: string, observed: ObservedState): boolean {
  return (
    observedRelease(observed) === release &&
    observed.goVersion === release &&
    observed.bytes.kind !== 'changed' &&
    observed.installed.some((r) => r.release === release)
  )
}

/**
 * Takes up a change. A tree that is there is read byte by byte before it becomes active, unless it is active and sound; one
 * that is not there is fetched.
 */
export function beginChange(
  state: AgentState,
  stamp: Stamp,
  observed: ObservedState,
  order: ChangeOrder,
): Step {
  const { release } = order.target
  const active = observedRelease(observed)
  const change: Change = {
    ...order,
    from: { release: active, elsewhere: elsewhere(observed.link), settings: observed.settings },
    scope: active === release ? 'settings' : 'link',
    installed: observed.installed.some((r) => r.release === release),
    bytes: null,
  }
  if (!change.installed) return install(state, stamp, change)
  if (isSound(release, observed)) return treeReady(state, { ...change, bytes: observed.bytes })
  return startWork(state, { kind: 'verify-bytes', release }, (work) => ({
    kind: 'verifying',
    work,
    release,
    change,
  }))
}

function elsewhere(link: ObservedLink): string | null {
  return link.kind === 'foreign' || link.kind === 'dangling' ? link.target : null
}

/**
 * Fetches the target's tree, whether nothing or a damaged one stands in its place. Without an archive it only records the failure:
 * then no work was started, and the caller goes on.
 */
export function install(state: AgentState, stamp: Stamp, change: Change): Step {
  const { archive, target } = change
  if (archive === null) return failUnseen(state, stamp, change, noArchive(change))
  // The active tree is replaced with the settings it has, so that the repair changes nothing but the damage.
  const settings = change.scope === 'settings' ? change.from.settings : target.settings
  const work = { kind: 'install', release: target.release, archive, settings } as const
  return startWork(state, work, (id) => ({
    kind: 'installing',
    work: id,
    change,
    stage: 'downloading',
    done: 0,
    total: archive.size,
    toldAt: stamp.at,
  }))
}

function noArchive({ target, cause, installed }: Change): Failure {
  const what = installed
    ? `the tree of ${target.release} was changed on disk`
    : `${target.release} is not on this host`
  const hint =
    cause.kind === 'local'
      ? 'Run goherd-agent ls to see what is here, or let the server assign it.'
      : 'Assign a release that has an archive for this platform, or sync the releases on the server.'
  return {
    code: installed ? 'tree_changed' : 'no_archive',
    message: `${what}, and there is no archive to fetch it from`,
    hint,
  }
}

/**
 * The target's tree is complete and genuine: on to its settings, or straight to the snapshot where only settings change.
 * `rewrite`: go.env reads right but was edited, so it is written again.
 */
export function treeReady(state: AgentState, change: Change, rewrite = false): Step {
  const { release, settings } = change.target
  if (change.scope === 'link') {
    const work = { kind: 'write-settings', release, settings } as const
    return startWork(state, work, (id) => ({ kind: 'configuring', work: id, change }))
  }
  const isThere = sameSettings(settings, change.from.settings) && !rewrite
  return isThere ? check(state, change) : takeSnapshot(state, change)
}

/** Records what is active before anything of it changes. */
export function takeSnapshot(state: AgentState, change: Change): Step {
  return startWork(state, { kind: 'snapshot', reason: change.reason }, (work) => ({
    kind: 'snapshotting',
    work,
    change,
  }))
}

/** The one visible rename: of the link, or of go.env. */
export function commit(state: AgentState, change: Change): Step {
  const { release, settings } = change.target
  const journal: Journal = {
    epoch: change.cause.kind === 'assignment' ? change.cause.epoch : null,
    target: change.target,
    from: change.from,
    scope: change.scope,
    direction: 'forward',
    error: null,
  }
  const work =
    change.scope === 'link'
      ? ({ kind: 'activate', release } as const)
      : ({ kind: 'write-settings', release, settings } as const)
  return startWork(remember(state, { journal }), work, (id) => ({ kind: 'switching', work: id, change }))
}

/** Does the Go that is active now work? */
export function check(state: AgentState, change: Change): Step {
  const { release } = change.target
  return startWork(state, { kind: 'probe', release }, (work) => ({ kind: 'checking', work, release, change }))
}

/** The change went through and its Go works. Says so; the caller looks again. */
export function reached(state: AgentState, stamp: Stamp, change: Change, goVersion: string): Step {
  const { release } = change.target
  const checked = { release, goVersion, bytes: change.bytes ?? ({ kind: 'unchecked' } as const) }
  const done: AgentState = {
    ...remember(state, { journal: null, failure: null, checked }),
    wishes: { ...state.wishes, tidy: true },
  }
  if (change.cause.kind === 'local') {
    const outcome = { ok: true, release, changed: true } as const
    const message = `${release} was made active on the machine itself (${change.reason})`
    return andThen(note(done, stamp, { kind: 'switch', message, release }), (next) =>
      answerLocal(next, change.cause.kind === 'local' ? change.cause.requestId : '', outcome),
    )
  }
  const { epoch } = change.cause
  const message = `${release} is active and works`
  const reachedEpoch = Math.max(epoch, done.memory.reachedEpoch)
  return note(remember(done, { reachedEpoch }), stamp, { kind: 'converged', message, release, epoch })
}

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
function tellWhoAsked(state: AgentState, { cause }: Change, error: Failure): Step {
  return cause.kind === 'local' ? answerLocal(state, cause.requestId, { ok: false, error }) : stay(state)
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
