import type { Fill, FillLook } from './fills'
import type { Grouping, MapGroup } from './grouping'

/** One line of the table: a group, and its hosts by look in the order of `looks`. */
export interface CountRow {
  readonly group: MapGroup
  readonly amounts: readonly number[]
}

/** The map as numbers: the looks that occur, and for each group how many hosts have each. */
export function countSquares(
  grouping: Grouping,
  fill: Fill,
): { readonly looks: readonly FillLook[]; readonly rows: readonly CountRow[] } {
  const width = fill.looks.length
  const counts = new Int32Array(grouping.groups.length * width)
  for (const [host, group] of grouping.of.entries()) {
    const cell = group * width + (fill.of[host] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  const shown = [...fill.looks.keys()].filter((look) => (fill.looks[look]?.hosts ?? 0) > 0)
  return {
    looks: shown.flatMap((look) => fill.looks[look] ?? []),
    rows: grouping.groups.map((group, place) => ({
      group,
      amounts: shown.map((look) => counts[place * width + look] ?? 0),
    })),
  }
}
