import {
  compareReleaseNames,
  type InstalledRelease,
  type ObservedState,
  observedRelease,
  type SnapshotSummary,
} from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import { sameSettings } from './same-settings.js'

/** Why a release stays on a host. */
export type KeepReason =
  | { readonly kind: 'current' }
  /** The server wants it here. */
  | { readonly kind: 'wanted' }
  | { readonly kind: 'rollback-target'; readonly snapshot: string }
  | { readonly kind: 'pinned' }
  | { readonly kind: 'in-use'; readonly pid: number; readonly program: string }
  /** One of the newest that were active, or of the newest there are, within the number that is kept. */
  | { readonly kind: 'recent' }

/** The fewest releases a host keeps: the active one and the one before it. */
export const FEWEST_RELEASES = 2

/** What may go and what stays, and why. */
export interface Retention {
  /** What is needed most first. */
  readonly keep: readonly { readonly release: InstalledRelease; readonly why: KeepReason }[]
  readonly remove: readonly InstalledRelease[]
}

/** The newest snapshot that would change something, which a rollback without a name goes to. */
export function rollbackSnapshot(observed: ObservedState): SnapshotSummary | undefined {
  const active = observedRelease(observed)
  return newestFirst(observed.snapshots).find(
    (s) => s.release !== null && (s.release !== active || !sameSettings(s.settings, observed.settings)),
  )
}

function newestFirst(snapshots: readonly SnapshotSummary[]): SnapshotSummary[] {
  return [...snapshots].sort((a, b) => (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : 0))
}

/**
 * Plans which releases a host keeps: what is active, what the server wants, where a rollback leads, then what was active last and
 * what is newest, `keep` of them in all, and whatever is pinned besides.
 */
export function planRetention(observed: ObservedState, wanted: string | null, keep: number): Retention {
  const target = rollbackSnapshot(observed)
  const order: [string | null | undefined, KeepReason][] = [
    [observedRelease(observed), { kind: 'current' }],
    [wanted, { kind: 'wanted' }],
    [target?.release, { kind: 'rollback-target', snapshot: target?.id ?? '' }],
    ...newestFirst(observed.snapshots).map((s): [string | null, KeepReason] => [
      s.release,
      { kind: 'recent' },
    ]),
    ...observed.installed
      .map((r) => r.release)
      .sort(compareReleaseNames)
      .map((release): [string, KeepReason] => [release, { kind: 'recent' }]),
  ]
  const present = new Set(observed.installed.map((r) => r.release))
  const reasons = new Map<string, KeepReason>()
  for (const [release, why] of order) {
    if (reasons.size >= Math.max(FEWEST_RELEASES, keep)) break
    if (release !== null && release !== undefined && present.has(release) && !reasons.has(release))
      reasons.set(release, why)
  }
  for (const { release, pinned } of observed.installed)
    if (pinned === true && !reasons.has(release)) reasons.set(release, { kind: 'pinned' })
  return {
    keep: [...reasons].flatMap(([name, why]) =>
      observed.installed.filter((r) => r.release === name).map((release) => ({ release, why })),
    ),
    remove: observed.installed.filter(({ release }) => !reasons.has(release)),
  }
}

/** The first reason against removing a release that a look at the disk can tell, or undefined. */
export function whyKept(release: string, observed: ObservedState): KeepReason | undefined {
  if (observedRelease(observed) === release) return { kind: 'current' }
  if (observed.installed.some((r) => r.release === release && r.pinned === true)) return { kind: 'pinned' }
  const target = rollbackSnapshot(observed)
  return target?.release === release ? { kind: 'rollback-target', snapshot: target.id } : undefined
}

/** The refusal to remove a release, with what to do about it. */
export function describeKept(release: string, why: KeepReason): Failure {
  const stays = (code: string, message: string, hint: string): Failure => ({
    code: `release_${code}`,
    message: `${release} stays: ${message}`,
    hint,
  })
  switch (why.kind) {
    case 'current':
      return stays('current', 'it is the active one', 'Switch to another release first: goherd-agent use.')
    case 'wanted':
      return stays('wanted', 'the server wants it here', 'Assign another release to the group first.')
    case 'rollback-target':
      return stays(
        'rollback_target',
        `a rollback would need it (snapshot ${why.snapshot})`,
        'It can go when the host has moved on once more.',
      )
    case 'pinned':
      return stays('pinned', 'it is pinned', `Unpin it first: goherd-agent unpin ${release}.`)
    case 'in-use':
      return stays(
        'in_use',
        `process ${why.pid} uses it: ${why.program}`,
        `Wait until process ${why.pid} has ended, then try again.`,
      )
    case 'recent':
      return stays('recent', 'it is one of the newest', 'Give prune a smaller --keep.')
  }
}
