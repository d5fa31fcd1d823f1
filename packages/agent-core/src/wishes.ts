import {
  type DesiredState,
  describeSettingRefusal,
  type GoSettings,
  type ObservedState,
  observedRelease,
  readsGoEnv,
  refuseSetting,
  type SnapshotSummary,
} from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { ChangeOrder } from './change.js'
import type { Fetch, LocalWish } from './events.js'
import { describeKept, rollbackSnapshot, whyKept } from './retention.js'

/** What a local wish comes to on this host, or why it cannot be. */
export type ResolvedWish =
  | { readonly kind: 'change'; readonly order: Omit<ChangeOrder, 'cause'> }
  | { readonly kind: 'uninstall'; readonly release: string }
  | { readonly kind: 'snapshot'; readonly release: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly error: Failure }

type WishOf<K extends LocalWish['kind']> = Extract<LocalWish, { kind: K }>

/** Turns a wish into what it asks for here. Pure. */
export function resolveWish(wish: LocalWish, observed: ObservedState): ResolvedWish {
  switch (wish.kind) {
    case 'use':
      return resolveUse(wish, observed)
    case 'install':
      return resolveInstall(wish, observed)
    case 'rollback':
      return resolveRollback(wish, observed)
    case 'set-env':
      return resolveSettings(wish, observed)
    case 'uninstall':
      return resolveUninstall(wish, observed)
    case 'snapshot': {
      const release = observedRelease(observed)
      return release === null ? nothingActive() : { kind: 'snapshot', release, reason: wish.reason }
    }
  }
}

function resolveUse({ release }: WishOf<'use'>, observed: ObservedState): ResolvedWish {
  if (!isHere(release, observed)) return notHere(release, observed)
  const target = { release, settings: settingsFor(release, observed) }
  return change(target, { reason: `before goherd-agent use ${release}` })
}

function resolveInstall(
  { release, fetch, activate }: WishOf<'install'>,
  observed: ObservedState,
): ResolvedWish {
  const { kind } = observed.link
  const isActive = observedRelease(observed) === release
  const goal = activate || isActive || kind === 'missing' || kind === 'dangling' ? 'active' : 'present'
  const settings = goal === 'active' ? settingsFor(release, observed) : {}
  const reason = `before goherd-agent install ${release}`
  return change({ release, settings }, { goal, fetch, reads: 'always', reason })
}

/** The settings to go on with: those that are active, or were before a release that has none. */
function settingsFor(release: string, observed: ObservedState): GoSettings {
  if (!readsGoEnv(release)) return {}
  const active = observedRelease(observed)
  if (active === null || readsGoEnv(active)) return observed.settings
  const before = [...observed.snapshots]
    .sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1))
    .find((s) => s.release !== null && readsGoEnv(s.release))
  return before?.settings ?? {}
}

/** The snapshot that a rollback goes to, or why there is none: the named one, or the newest that would change something. */
export function findSnapshot(
  id: string | null,
  observed: ObservedState,
):
  | { readonly ok: true; readonly snapshot: SnapshotSummary; readonly release: string }
  | { readonly ok: false; readonly error: Failure } {
  const snapshot = id === null ? rollbackSnapshot(observed) : observed.snapshots.find((s) => s.id === id)
  if (snapshot === undefined) {
    const message =
      id === null ? 'there is no snapshot that differs from what is active' : `there is no snapshot ${id}`
    const hint = 'Run goherd-agent snapshots to see what there is.'
    return { ok: false, error: { code: 'no_such_snapshot', message, hint } }
  }
  if (snapshot.release !== null) return { ok: true, snapshot, release: snapshot.release }
  const message = `no release was active when snapshot ${snapshot.id} was taken`
  const hint = 'Choose another one: goherd-agent snapshots lists them.'
  return { ok: false, error: { code: 'snapshot_empty', message, hint } }
}

/** Is the very tree of a snapshot on this host? Its bytes are read before it becomes active again. */
export function hasTreeOf(snapshot: SnapshotSummary, observed: ObservedState): boolean {
  const there = observed.installed.find((r) => r.release === snapshot.release)
  return there !== undefined && (snapshot.treeDigest === null || snapshot.treeDigest === there.treeDigest)
}

function resolveRollback(wish: WishOf<'rollback'>, observed: ObservedState): ResolvedWish {
  const found = findSnapshot(wish.snapshot, observed)
  if (!found.ok) return { kind: 'refused', error: found.error }
  const { snapshot, release } = found
  if (wish.fetch === null && !hasTreeOf(snapshot, observed)) return treeGone(snapshot, release)
  if (wish.fetch !== null && isOtherTree(wish.fetch, snapshot)) {
    const message = `${wish.fetch.archive.filename} holds another tree than snapshot ${snapshot.id} had`
    const hint = 'Give --source the place that this release was installed from.'
    return refused('tree_differs', message, hint)
  }
  const target = { release, settings: snapshot.settings }
  const reason = `before goherd-agent rollback ${snapshot.id}`
  return change(target, { fetch: wish.fetch, tree: snapshot.treeDigest, reads: 'change', reason })
}

function isOtherTree({ archive }: Fetch, { treeDigest }: SnapshotSummary): boolean {
  return archive.treeDigest !== undefined && treeDigest !== null && archive.treeDigest !== treeDigest
}

function treeGone({ id, treeDigest }: SnapshotSummary, release: string): ResolvedWish {
  const digest = treeDigest === null ? '' : ` (tree ${treeDigest})`
  return refused(
    'tree_gone',
    `${release}${digest}, which snapshot ${id} had active, is not on this host any more`,
    'Fetch it on the way: goherd-agent rollback with --yes, and --source where it is not the usual place.',
  )
}

function resolveSettings(wish: WishOf<'set-env'>, observed: ObservedState): ResolvedWish {
  const release = observedRelease(observed)
  if (release === null) return nothingActive()
  const names = Object.keys(wish.set)
  for (const name of names) {
    const refusal = refuseSetting(name, wish.set[name] ?? '')
    if (refusal !== undefined) {
      const hint = 'Correct it and try again; nothing was changed.'
      return refused('setting_refused', describeSettingRefusal(refusal), hint)
    }
  }
  if (names.length > 0 && !readsGoEnv(release)) {
    const message = `${release} does not read go.env: settings came with Go 1.21`
    const hint = `Put ${names.join(', ')} into the environment of the builds (/etc/profile.d, or the service's unit), or use a newer release.`
    return refused('settings_unsupported', message, hint)
  }
  const kept = Object.entries(observed.settings).filter(([name]) => !wish.unset.includes(name))
  const settings = { ...Object.fromEntries(kept), ...wish.set }
  return change({ release, settings }, { reason: 'before goherd-agent env' })
}

function resolveUninstall({ release }: WishOf<'uninstall'>, observed: ObservedState): ResolvedWish {
  const why = whyKept(release, observed)
  if (why !== undefined) return { kind: 'refused', error: describeKept(release, why) }
  return isHere(release, observed) ? { kind: 'uninstall', release } : notHere(release, observed)
}

function change(
  target: DesiredState,
  more: Partial<ChangeOrder> & { readonly reason: string },
): ResolvedWish {
  return {
    kind: 'change',
    order: { goal: 'active', fetch: null, tree: null, reads: 'doubt', target, ...more },
  }
}

function isHere(release: string, observed: ObservedState): boolean {
  return observed.installed.some((r) => r.release === release)
}

function notHere(release: string, observed: ObservedState): ResolvedWish {
  const here = observed.installed.map((r) => r.release).join(', ')
  return refused(
    'release_not_here',
    `${release} is not on this host${here === '' ? '' : `; here are ${here}`}`,
    `Run goherd-agent ls to see what is here, or fetch it: goherd-agent install ${release}.`,
  )
}

function nothingActive(): ResolvedWish {
  return refused(
    'nothing_active',
    'no release is active on this host',
    'Make one active first: goherd-agent use, or goherd-agent install.',
  )
}

function refused(code: string, message: string, hint: string): ResolvedWish {
  return { kind: 'refused', error: { code, message, hint } }
}
