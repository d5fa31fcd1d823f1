/** A part of a screen: a title and lines, of which as many are shown as there is room for. */
export interface Section {
  readonly title: string
  /** Lines that stay, such as the head of a table. */
  readonly head: readonly string[]
  readonly lines: readonly string[]
  /** Where the rest can be seen. */
  readonly rest: string
}

/** Rows that a section takes when so many of its lines are shown: an empty one before it, its title, and what was left out. */
function rowsOf({ head, lines }: Section, shown: number): number {
  return 2 + head.length + shown + (shown < lines.length ? 1 : 0)
}

/**
 * The sections in so many rows: the longest gives way first, and the last ones go when one line of each is still too much.
 * Undefined is no limit.
 */
export function fitSections(sections: readonly Section[], rows: number | undefined): string[] {
  const kept = sections
    .filter(({ lines }) => lines.length > 0)
    .map((section) => ({ section, shown: section.lines.length }))
  const total = () => kept.reduce((sum, { section, shown }) => sum + rowsOf(section, shown), 0)
  while (rows !== undefined && kept.length > 0 && total() > rows) {
    const longest = kept.reduce((most, each) => (each.shown > most.shown ? each : most))
    if (longest.shown > 1) {
      longest.shown -= 1
      continue
    }
    kept.pop()
    // What is left may have the room of what went.
    for (const each of kept) each.shown = each.section.lines.length
  }
  return kept.flatMap(({ section: { title, head, lines, rest }, shown }) => [
    '',
    title,
    ...head,
    ...lines.slice(0, shown),
    ...(shown < lines.length ? [`  … ${lines.length - shown} more: ${rest}`] : []),
  ])
}
