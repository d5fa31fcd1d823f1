import { compareReleaseNames } from '@goherd/model'

/** Which releases may go and which stay. */
export interface Retention {
  /** Oldest first. */
  readonly remove: readonly string[]
  /** Newest first. */
  readonly keep: readonly string[]
}

/**
 * Plans what to remove: all but the `newest` releases in Go's order, the current one, the one before it and the pinned ones.
 * Pure; removeRelease still refuses what is in use.
 */
export function planRetention(o: {
  readonly installed: readonly string[]
  readonly current: string | null
  readonly previous: string | null
  readonly pinned: readonly string[]
  readonly newest: number
}): Retention {
  const ordered = [...new Set(o.installed)].sort(compareReleaseNames)
  const needed = new Set([o.current, o.previous, ...o.pinned, ...ordered.slice(0, Math.max(0, o.newest))])
  return {
    remove: ordered.filter((release) => !needed.has(release)).reverse(),
    keep: ordered.filter((release) => needed.has(release)),
  }
}
