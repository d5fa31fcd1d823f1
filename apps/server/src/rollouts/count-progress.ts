import { PROGRESS, type ProgressName, progressCounts, type RolloutView } from '@goherd/protocol'

/** Hosts of one stage in one progress. */
export interface CountRow {
  readonly rolloutId: string
  readonly stage: number
  readonly kind: ProgressName
  readonly acknowledged: boolean
  readonly hosts: number
}

/** How many hosts are in each progress; every one is named, with 0 where there is none. */
export function countProgress(rows: readonly CountRow[]): RolloutView['counts'] {
  const counts = PROGRESS.map((name): [string, number] => [
    name,
    rows.reduce((sum, { kind, hosts }) => (kind === name ? sum + hosts : sum), 0),
  ])
  return progressCounts.parse(Object.fromEntries(counts))
}
