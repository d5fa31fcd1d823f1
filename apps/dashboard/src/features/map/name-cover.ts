/** The longest query that the API takes, in characters. */
const LONGEST = 1_000
/** A query has at most so many conditions; alternatives of one condition count, too. */
const MOST_PARTS = 90

/** Nothing in it means anything to the language. */
const PLAIN = /^[a-z0-9][a-z0-9._-]*$/i

interface Named {
  readonly name: string
  readonly chosen: boolean
}

/** Beginnings that stand for exactly the chosen ones of a stretch of sorted names, which all begin with the first `depth` letters. */
function cover(stretch: readonly Named[], depth: number, parts: string[]): void {
  const [first] = stretch
  if (first === undefined || parts.length > MOST_PARTS) return
  if (stretch.every(({ chosen }) => !chosen)) return
  if (stretch.length === 1) {
    parts.push(first.name)
    return
  }
  if (stretch.every(({ chosen }) => chosen)) {
    parts.push(`${commonStart(stretch)}*`)
    return
  }
  // Names that differ in nothing more come first: they end here.
  for (let from = 0; from < stretch.length; ) {
    const letter = stretch[from]?.name[depth]
    let to = from + 1
    while (to < stretch.length && stretch[to]?.name[depth] === letter) to += 1
    const part = stretch.slice(from, to)
    if (letter === undefined) parts.push(...part.filter(({ chosen }) => chosen).map(({ name }) => name))
    else cover(part, depth + 1, parts)
    from = to
  }
}

function commonStart(stretch: readonly Named[]): string {
  const [first, last] = [stretch[0]?.name ?? '', stretch.at(-1)?.name ?? '']
  let length = 0
  while (length < first.length && first[length] === last[length]) length += 1
  return first.slice(0, length)
}

/**
 * A condition that finds exactly these of all hosts, in the query language, as short as common beginnings of names allow:
 * `name:build-00*,build-07`. Undefined when it would be longer than a query may be.
 */
export function nameCover(all: readonly string[], chosen: ReadonlySet<string>): string | undefined {
  if (chosen.size === 0 || ![...chosen].every((name) => PLAIN.test(name))) return undefined
  // Capitals and small letters are the same in the language.
  const named = all
    .map((name) => ({ name: name.toLowerCase(), chosen: chosen.has(name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  const parts: string[] = []
  cover(named, 0, parts)
  const q = `name:${parts.join(',')}`
  return parts.length > MOST_PARTS || q.length > LONGEST ? undefined : q
}
