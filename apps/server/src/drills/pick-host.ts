/** A host that could rehearse. */
export interface DrillCandidate {
  readonly id: string
  readonly name: string
  /** When it last did, in milliseconds since 1970; null: never. */
  readonly drilledAt: number | null
}

/** The host whose last drill is longest ago, those without any first; of equals the first by name. The order they come in says nothing. */
export function pickHost(candidates: readonly DrillCandidate[]): DrillCandidate | undefined {
  return candidates.reduce<DrillCandidate | undefined>(
    (best, next) => (best === undefined || comesBefore(next, best) ? next : best),
    undefined,
  )
}

function comesBefore(a: DrillCandidate, b: DrillCandidate): boolean {
  const [left, right] = [a, b].map(({ drilledAt }) => drilledAt ?? Number.NEGATIVE_INFINITY)
  return left === right ? a.name < b.name : (left ?? 0) < (right ?? 0)
}
