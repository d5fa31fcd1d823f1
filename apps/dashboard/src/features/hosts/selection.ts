/** Hosts that are marked in a list: some by their names, or all that fit what is asked for, with how many that were. */
export type Selection =
  | { readonly kind: 'some'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'all'; readonly total: number }

/** Nothing is marked. */
export const NOTHING: Selection = { kind: 'some', names: new Set() }

/** Whether a host of the list is marked. */
export function isMarked(selection: Selection, name: string): boolean {
  return selection.kind === 'all' || selection.names.has(name)
}

/** How many hosts are marked. */
export function countMarked(selection: Selection): number {
  return selection.kind === 'all' ? selection.total : selection.names.size
}

/** Marks a host, or takes its mark away. Of all that fit, those that are loaded stay marked without it: the others cannot be named. */
export function toggled(selection: Selection, name: string, loaded: readonly string[]): Selection {
  const names = new Set(selection.kind === 'all' ? loaded : selection.names)
  if (!names.delete(name)) names.add(name)
  return { kind: 'some', names }
}

/** Marks every host between two, both included, whichever comes first; those that were marked stay so. */
export function extended(
  selection: Selection,
  { from, to }: { readonly from: string | undefined; readonly to: string },
  loaded: readonly string[],
): Selection {
  const end = loaded.indexOf(to)
  if (selection.kind === 'all' || end < 0) return selection
  const begin = from === undefined ? -1 : loaded.indexOf(from)
  const [low, high] = begin < 0 ? [end, end] : [Math.min(begin, end), Math.max(begin, end)]
  return { kind: 'some', names: new Set([...selection.names, ...loaded.slice(low, high + 1)]) }
}

/** The row that comes `step` rows after one, never beyond the ends; without one, the first. */
export function rowAfter(
  current: string | undefined,
  step: number,
  loaded: readonly string[],
): string | undefined {
  const at = current === undefined ? -1 : loaded.indexOf(current)
  return loaded[at < 0 ? 0 : Math.max(0, Math.min(loaded.length - 1, at + step))]
}
