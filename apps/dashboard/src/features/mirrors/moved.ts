/** The list with one of its names a place further up (-1) or down (+1); as it is when there is no such place. */
export function moved(names: readonly string[], name: string, by: -1 | 1): readonly string[] {
  const from = names.indexOf(name)
  const to = from + by
  const other = names[to]
  if (from === -1 || other === undefined) return names
  return names.map((each, index) => (index === from ? other : index === to ? name : each))
}
