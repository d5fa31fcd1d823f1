import { maskSetting, type ObservedState, type SnapshotSummary } from '@goherd/model'

/** What a snapshot and the present have in common, and two snapshots: a Go and its settings. */
export interface Pictured {
  readonly release: string | null
  readonly settings: SnapshotSummary['settings']
}

/** One thing that is not the same on both sides; null where there is none. Secrets are masked. */
export interface Difference {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** What is active on a host now, as a snapshot of it would have it. */
export function present(observed: ObservedState): Pictured {
  return {
    release: observed.link.kind === 'managed' ? observed.link.release : null,
    settings: observed.settings,
  }
}

/** What differs, the Go first, then settings by their names. A secret that changed shows as one, both sides masked. */
export function differences(before: Pictured, after: Pictured): Difference[] {
  const found: Difference[] = []
  if (before.release !== after.release)
    found.push({ name: 'Go', before: before.release, after: after.release })
  const names = new Set([...Object.keys(before.settings), ...Object.keys(after.settings)])
  for (const name of [...names].sort()) {
    const [from, to] = [before.settings[name], after.settings[name]]
    if (from !== to) found.push({ name, before: masked(from), after: masked(to) })
  }
  return found
}

function masked(value: string | undefined): string | null {
  return value === undefined ? null : maskSetting(value)
}
