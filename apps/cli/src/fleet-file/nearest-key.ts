/** The known key that the fewest slips make of what was written, or that it begins; undefined when none is near. */
export function nearestKey(written: string, known: readonly string[]): string | undefined {
  const small = written.toLowerCase()
  const begun = small.length > 2 ? known.find((key) => key.toLowerCase().startsWith(small)) : undefined
  const scored = known.map((key) => ({ key, count: slips(small, key.toLowerCase()) }))
  const best = scored.sort((a, b) => a.count - b.count)[0]
  const isNear = best !== undefined && best.count <= Math.max(2, small.length / 2)
  return begun ?? (isNear ? best.key : undefined)
}

/** How many letters have to be put in, left out or changed to make one word of the other (Levenshtein). */
function slips(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
