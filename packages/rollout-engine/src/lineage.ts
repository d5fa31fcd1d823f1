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

/** Where `last-good` leads for a group, and how sure that is. */
export type LastGood =
  | { readonly kind: 'proved'; readonly revision: RevisionNode }
  /** No earlier revision was ever proved by all live hosts; this is the one before. */
  | { readonly kind: 'never-proved'; readonly revision: RevisionNode }
  | { readonly kind: 'none' }

/**
 * The nearest ancestor of the current revision that was proved, else its parent. Following parents and not numbers never leads
 * forward again to a revision that was rolled back before. A lineage with a gap or a loop ends where it breaks.
 */
export function lastGood(lineage: GroupLineage): LastGood {
  const byNumber = new Map(lineage.revisions.map((revision) => [revision.number, revision]))
  const seen = new Set<number>()
  const current = lineage.current === null ? undefined : byNumber.get(lineage.current)
  const parentOf = (revision: RevisionNode | undefined) =>
    revision?.parent == null || seen.has(revision.parent) ? undefined : byNumber.get(revision.parent)
  const first = parentOf(current)
  for (let at = first; at !== undefined; at = parentOf(at)) {
    seen.add(at.number)
    if (at.goodAt !== null && at.number !== current?.number) return { kind: 'proved', revision: at }
  }
  return first && first.number !== current?.number
    ? { kind: 'never-proved', revision: first }
    : { kind: 'none' }
}
