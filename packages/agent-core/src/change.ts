import { type DesiredState, type ObservedLink, type ObservedState, observedRelease } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Change } from './activity.js'
import { failUnseen } from './change-failed.js'
import { check } from './commit.js'
import { beforeSwitch } from './drain.js'
import type { Stamp } from './events.js'
import { type Accepted, mendingOf, type Standing } from './memory.js'
import { sameSettings } from './same-settings.js'
import { type AgentState, type Step, startWork } from './state.js'

/*
 * The first half of a change: the target's tree, its settings and the snapshot. Nothing of it is visible to a build.
 */

/** What a change is asked to do. */
export type ChangeOrder = Pick<Change, 'cause' | 'target' | 'goal' | 'fetch' | 'tree' | 'reads' | 'reason'>

/** The order an assignment amounts to. */
export function changeFromAssignment(accepted: Accepted): ChangeOrder {
  return {
    cause: { kind: 'assignment', epoch: accepted.epoch },
    target: accepted.desired,
    goal: 'active',
    fetch: accepted.archive === null ? null : { archive: accepted.archive, from: null },
    tree: null,
    reads: 'doubt',
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
 * that is not there, or is another tree than the one that is asked for, is fetched.
 */
export function beginChange(
  state: AgentState,
  stamp: Stamp,
  observed: ObservedState,
  order: ChangeOrder,
): Step {
  const { release } = order.target
  const active = observedRelease(observed)
  const there = observed.installed.find((r) => r.release === release)
  const change: Change = {
    ...order,
    from: { release: active, elsewhere: elsewhere(observed.link), settings: observed.settings },
    scope: active === release ? 'settings' : 'link',
    installed: there !== undefined,
    bytes: null,
    fetched: false,
    dropped: false,
  }
  const isOther = order.tree !== null && there?.treeDigest !== order.tree
  if (!change.installed || isOther) return install(state, stamp, change)
  if (order.reads === 'doubt' && isSound(release, observed))
    return treeReady(state, { ...change, bytes: observed.bytes })
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
  const { fetch, target, tree } = change
  if (fetch === null) return failUnseen(state, stamp, change, noArchive(change))
  // The active tree is replaced with the settings it has, so that the repair changes nothing but the damage.
  const settings = change.scope === 'settings' ? change.from.settings : target.settings
  // Whoever unpacks refuses any other tree before it takes its place.
  const archive = tree === null ? fetch.archive : { ...fetch.archive, treeDigest: tree }
  const work = { kind: 'install', release: target.release, archive, from: fetch.from, settings } as const
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
      ? 'Fetch it: goherd-agent install, or let the server assign it.'
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

/**
 * Records what is active before anything of it changes. Drift that is put right again and again leaves one record of each state and
 * not one each time: the others would push out what people want to go back to.
 */
export function takeSnapshot(state: AgentState, change: Change): Step {
  const mends = change.cause.kind === 'assignment' && mendingOf(state.memory) !== null
  if (mends && isRecorded(change.from, state.observed)) return beforeSwitch(state, change)
  return startWork(state, { kind: 'snapshot', reason: change.reason, manual: false }, (work) => ({
    kind: 'snapshotting',
    work,
    change,
    requestId: '',
  }))
}

/** Is there a snapshot of this very state already? */
function isRecorded({ release, settings }: Standing, observed: ObservedState | null): boolean {
  if (observed === null) return false
  const digest = observed.installed.find((r) => r.release === release)?.treeDigest ?? null
  return observed.snapshots.some(
    (s) => s.release === release && s.treeDigest === digest && sameSettings(s.settings, settings),
  )
}
