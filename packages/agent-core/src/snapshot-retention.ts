/** How many snapshots a host keeps: of those somebody took by hand, and of those the agent took by itself. */
export const SNAPSHOTS_KEPT = { manual: 20, automatic: 30 } as const

/** What retention needs to know of a snapshot. */
export interface KeptSnapshot {
  readonly id: string
  readonly takenAt: string
  readonly manual: boolean
}

/**
 * The ids of the snapshots that are too many, oldest first. Each of the two kinds has its own number, so the ones that the agent
 * takes by itself never push out one that somebody took by hand.
 */
export function surplusSnapshots(snapshots: readonly KeptSnapshot[]): string[] {
  const newestFirst = [...snapshots].sort((a, b) =>
    a.takenAt < b.takenAt || (a.takenAt === b.takenAt && a.id < b.id) ? 1 : -1,
  )
  const surplus = (['manual', 'automatic'] as const).flatMap((kind) =>
    newestFirst.filter((s) => s.manual === (kind === 'manual')).slice(SNAPSHOTS_KEPT[kind]),
  )
  return surplus
    .sort((a, b) => (a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : 0))
    .map(({ id }) => id)
}
