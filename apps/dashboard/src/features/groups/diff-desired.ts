import type { DesiredState, GoSettings } from '@goherd/model'
import type { SetDesired } from '@goherd/protocol'

/** One line of the difference between two desired states. `null` means not set. */
export interface DesiredChange {
  /** `Go`, or the name of a setting. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

function settingChanges(before: GoSettings, after: GoSettings): DesiredChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((change) => change.before !== change.after)
}

/** What changes from one desired state to another: the release first, then the settings by name. Empty means nothing does. */
export function diffDesired(before: DesiredState | null, after: DesiredState): DesiredChange[] {
  const release = { name: 'Go', before: before?.release ?? null, after: after.release }
  return [
    ...(release.before === release.after ? [] : [release]),
    ...settingChanges(before?.settings ?? {}, after.settings),
  ]
}

/** The request that makes these changes and leaves everything else as it is, masked secrets included. */
export function toSetDesired(
  changes: readonly DesiredChange[],
  { reason, expectedRevision }: { readonly reason: string; readonly expectedRevision: number | null },
): SetDesired {
  const go = changes.find(({ name }) => name === 'Go')?.after
  const settings = changes.filter(({ name }) => name !== 'Go')
  const set = settings.flatMap(({ name, after }) => (after === null ? [] : [[name, after] as const]))
  const unset = settings.flatMap(({ name, after }) => (after === null ? [name] : []))
  return {
    reason,
    expectedRevision,
    ...(go ? { go } : {}),
    ...(set.length === 0 ? {} : { settings: Object.fromEntries(set) }),
    ...(unset.length === 0 ? {} : { unset }),
  }
}
