import type { DesiredState } from '@goherd/model'

/** A revision as planning needs it. */
export interface RevisionNode extends DesiredState {
  readonly number: number
  /** The revision that was current when this one was made; null for a group's first. */
  readonly parent: number | null
  /** When every live host of a group had proved it; null when that never happened. */
  readonly goodAt: string | null
}

/** A group, the revision it is assigned, and every revision that can be reached from it. */
export interface GroupLineage {
  readonly group: string
  readonly current: number | null
  readonly revisions: readonly RevisionNode[]
}

/** Releases that nothing goes to; left out: none. */
export type RecalledReleases = ReadonlySet<string>

/** Where `last-good` leads for a group, and how sure that is. */
export type LastGood =
  | { readonly kind: 'proved'; readonly revision: RevisionNode }
  /** No earlier revision was ever proved by all live hosts; this is the nearest. */
  | { readonly kind: 'never-proved'; readonly revision: RevisionNode }
  /** Every earlier revision has a recalled release. */
  | { readonly kind: 'all-recalled' }
  | { readonly kind: 'none' }

/**
 * The nearest ancestor of the current revision that was proved, else the nearest; those with a recalled release are passed over.
 * Following parents and not numbers never leads forward again to a revision that was rolled back before. A lineage with a gap or a
 * loop ends where it breaks.
 */
export function lastGood(lineage: GroupLineage, recalled: RecalledReleases = new Set()): LastGood {
  const ancestors = ancestorsOf(lineage)
  const allowed = ancestors.filter((revision) => !recalled.has(revision.release))
  const proved = allowed.find((revision) => revision.goodAt !== null)
  if (proved) return { kind: 'proved', revision: proved }
  const [nearest] = allowed
  if (nearest) return { kind: 'never-proved', revision: nearest }
  return { kind: ancestors.length > 0 ? 'all-recalled' : 'none' }
}

/** The revisions before the current one, nearest first, each once. */
function ancestorsOf({ current, revisions }: GroupLineage): RevisionNode[] {
  const byNumber = new Map(revisions.map((revision) => [revision.number, revision]))
  const ancestors: RevisionNode[] = []
  const seen = new Set<number>(current === null ? [] : [current])
  let parent = current === null ? null : (byNumber.get(current)?.parent ?? null)
  while (parent !== null && !seen.has(parent)) {
    seen.add(parent)
    const revision = byNumber.get(parent)
    if (!revision) break
    ancestors.push(revision)
    parent = revision.parent
  }
  return ancestors
}
