import type { ObservedBytes } from '@goherd/model'
import { type Activity, type Change, changeOf } from './activity.js'
import { install, takeSnapshot, treeReady } from './change.js'
import { backAgain, failSeen } from './change-failed.js'
import { check, reached } from './commit.js'
import { beforeSwitch, counted } from './drain.js'
import type { WorkResult } from './effects.js'
import type { Happening, Stamp } from './events.js'
import { isForbidden } from './hold.js'
import { isoTime } from './iso-time.js'
import { answerChange, CANCELLED, succeeded } from './local.js'
import { look } from './look.js'
import { newlyObserved } from './observed-news.js'
import { removed, snapshotAlone, uninstalled } from './on-upkeep-done.js'
import { plan } from './plan.js'
import { type AgentState, andThen, remember, type Step, stay } from './state.js'
import { note } from './timeline.js'

type Done = Extract<Happening, { kind: 'work-done' }> & Stamp
type In<K extends Activity['kind']> = Extract<Activity, { kind: K }>

/**
 * Is this change not wanted any more: a newer assignment came in, the host is held, or whoever asked has gone? Then it ends here,
 * unless it is visible already.
 */
export function isOvertaken(state: AgentState, { at }: Stamp, change: Change): boolean {
  const { accepted } = state.memory
  const newer = change.cause.kind === 'assignment' && accepted !== null && accepted.epoch > change.cause.epoch
  return newer || change.dropped || isForbidden(state, change, at)
}

/** Leaves a change that is not visible yet for what is wanted now. */
export function leave(state: AgentState, change: Change): Step {
  return andThen(answerChange(state, change, { ok: false, error: CANCELLED }), look)
}

/** The work in flight was done. An answer that does not belong to the activity changes nothing. */
export function onWorkDone(state: AgentState, event: Done): Step {
  const { activity } = state
  const { result } = event
  const change = changeOf(activity)
  if (change !== null && leavesAtOnce(activity) && isOvertaken(state, event, change))
    return leave(state, change)
  switch (activity.kind) {
    case 'observing':
      if (result.kind !== 'observe') return stay(state)
      return andThen(newlyObserved(state, event, result.observed), (next) => plan(next, event))
    case 'verifying':
      return result.kind === 'verify-bytes' ? verified(state, event, activity, result) : stay(state)
    case 'installing':
      return result.kind === 'install' ? installed(state, event, activity, result) : stay(state)
    case 'configuring':
      return andThen(
        note(state, event, {
          kind: 'settings',
          message: `settings written for ${activity.change.target.release}`,
          ...about(event, activity.change),
        }),
        (next) => takeSnapshot(next, activity.change),
      )
    case 'snapshotting':
      return result.kind === 'snapshot' ? snapshotDone(state, event, activity, result) : stay(state)
    case 'counting':
      return result.kind === 'count-builds'
        ? counted(state, event, activity.change, result.builds)
        : stay(state)
    case 'switching':
      return switched(state, event, activity)
    case 'checking':
      return result.kind === 'probe' ? checked(state, event, activity, result) : stay(state)
    case 'switching-back':
      return andThen(backAgain(state, event, activity.change, activity.error), look)
    case 'removing':
      return result.kind === 'remove' ? removed(state, event, result) : stay(state)
    case 'uninstalling':
      return result.kind === 'uninstall' ? uninstalled(state, event, activity, result) : stay(state)
    case 'starting':
    case 'idle':
    case 'waiting':
    case 'draining':
      return stay(state)
  }
}

function leavesAtOnce(activity: Activity): boolean {
  switch (activity.kind) {
    case 'verifying':
    case 'installing':
    case 'configuring':
    case 'snapshotting':
    case 'counting':
      return true
    default:
      return false
  }
}

function about(event: Done, change: Change) {
  const epoch = change.cause.kind === 'assignment' ? change.cause.epoch : undefined
  return { durationMs: event.durationMs, release: change.target.release, epoch }
}

function verified(
  state: AgentState,
  event: Done,
  { change, release }: In<'verifying'>,
  { bytes }: Extract<WorkResult, { kind: 'verify-bytes' }>,
): Step {
  if (change !== null) {
    const isIntact = bytes.kind !== 'changed' || isOnlyGoEnv(bytes)
    if (isIntact && change.goal === 'present') return present(state, change)
    if (bytes.kind !== 'changed') return treeReady(state, { ...change, bytes })
    // The settings are written anyway.
    if (isOnlyGoEnv(bytes)) return treeReady(state, { ...change, bytes: null }, true)
    return andThen(install(state, event, change), lookUnlessBusy)
  }
  const before = state.memory.checked
  const goVersion = before?.release === release ? before.goVersion : null
  const nextVerifyAt = event.at + Math.floor(state.config.verifyEveryMs * (0.9 + 0.2 * event.random))
  const message =
    bytes.kind === 'changed'
      ? `${bytes.count} files of ${release} changed on disk: ${bytes.sample.join(', ')}`
      : `every byte of ${release} is as installed`
  const known = remember(state, {
    nextVerifyAt,
    // A tree whose go was never asked stays unasked: the next look does it.
    checked: goVersion === null && before?.release !== release ? before : { release, bytes, goVersion },
  })
  const { durationMs } = event
  return andThen(note(known, event, { kind: 'verify', message, release, durationMs }), look)
}

function isOnlyGoEnv(bytes: Extract<ObservedBytes, { kind: 'changed' }>): boolean {
  return bytes.count === 1 && bytes.sample[0] === 'go.env'
}

function installed(
  state: AgentState,
  event: Done,
  { change }: In<'installing'>,
  { steps }: Extract<WorkResult, { kind: 'install' }>,
): Step {
  const { release } = change.target
  const { epoch } = about(event, change)
  const said = { download: 'fetched', hash: 'found genuine', unpack: 'unpacked' } as const
  const noted = steps.reduce(
    (before: Step, { kind, durationMs }) =>
      andThen(before, (next) =>
        note(next, event, { kind, message: `${release} ${said[kind]}`, release, durationMs, epoch }),
      ),
    stay(state),
  )
  const bytes = { kind: 'intact', checkedAt: isoTime(event.at) } as const
  const ready: Change = { ...change, installed: true, fetched: true, bytes }
  return andThen(noted, (next) => (change.goal === 'present' ? present(next, ready) : treeReady(next, ready)))
}

/** The release is on the disk, complete and genuine, and nothing more was asked for. */
function present(state: AgentState, change: Change): Step {
  const outcome = succeeded(change.target.release, change.fetched)
  return andThen(answerChange(state, change, outcome), look)
}

function snapshotDone(
  state: AgentState,
  event: Done,
  { change, requestId }: In<'snapshotting'>,
  { id }: Extract<WorkResult, { kind: 'snapshot' }>,
): Step {
  const message = `snapshot ${id} taken`
  if (change !== null) {
    const noted = note(state, event, { kind: 'snapshot', message, ...about(event, change) })
    return andThen(noted, (next) => beforeSwitch(next, change))
  }
  return snapshotAlone(state, event, requestId, id)
}

function switched(state: AgentState, event: Done, { change }: In<'switching'>): Step {
  const { release } = change.target
  const message =
    change.scope === 'settings'
      ? `settings of ${release} are active`
      : `switched from ${change.from.release ?? 'nothing'} to ${release}`
  return andThen(note(state, event, { kind: 'switch', message, ...about(event, change) }), (next) =>
    check(next, change),
  )
}

function checked(
  state: AgentState,
  event: Done,
  { change, release }: In<'checking'>,
  { goVersion }: Extract<WorkResult, { kind: 'probe' }>,
): Step {
  if (change === null) return look(learnGoVersion(state, release, goVersion))
  if (goVersion !== release) {
    const error = {
      code: 'go_version_mismatch',
      message: `go version answers ${goVersion}, ${release} was expected`,
      hint: `Look at what ${release} is made of on the server's source; the archive does not hold what its name says.`,
    }
    return andThen(failSeen(state, event, change, error), settleAfterFailure)
  }
  const message = `go version answers ${goVersion}; a program compiled and ran`
  const noted = note(state, event, { kind: 'check', message, ...about(event, change) })
  return andThen(
    andThen(noted, (next) => reached(next, event, change, goVersion)),
    look,
  )
}

/** What a mere look at the active Go found. */
export function learnGoVersion(state: AgentState, release: string, goVersion: string | null): AgentState {
  const before = state.memory.checked
  const bytes = before?.release === release ? before.bytes : ({ kind: 'unchecked' } as const)
  return remember(state, { checked: { release, bytes, goVersion } })
}

/** An installation that could not even begin has left its failure in the memory: things are looked at afresh. */
function lookUnlessBusy(state: AgentState): Step {
  return state.activity.kind === 'installing' ? stay(state) : look(state)
}

/** After a failure: the switch back is in flight already, or things are looked at afresh. */
export function settleAfterFailure(state: AgentState): Step {
  return state.activity.kind === 'switching-back' ? stay(state) : look(state)
}
