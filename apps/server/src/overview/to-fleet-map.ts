import type { FleetMap } from '@goherd/protocol'

/** One host as the database gives it; null is none. */
export interface MapRow {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly group: string
  readonly actual: string | null
  readonly wanted: string | null
  readonly platform: string
  /** Its value of the asked key of labels. */
  readonly label: string | null
}

/** Words in the order in which they first occur, and where each stands. */
class Dictionary {
  readonly words: string[] = []
  private readonly places = new Map<string, number>()

  /** The place of a word; -1 for none. */
  place(word: string | null): number {
    if (word === null) return -1
    const known = this.places.get(word)
    if (known !== undefined) return known
    this.places.set(word, this.words.length)
    return this.words.push(word) - 1
  }
}

/**
 * Turns rows into columns of places in dictionaries.
 * @param rows by name; releases that are wanted and that are active share a dictionary
 * @param labelled whether a key of labels was asked for: without one its column stays empty
 */
export function toFleetMap(
  rows: readonly MapRow[],
  { labelled, labelKeys }: { labelled: boolean; labelKeys: readonly string[] },
): FleetMap {
  const dictionaries = {
    state: new Dictionary(),
    group: new Dictionary(),
    release: new Dictionary(),
    platform: new Dictionary(),
    label: new Dictionary(),
  }
  const { state, group, release, platform, label } = dictionaries
  return {
    ids: rows.map((row) => row.id),
    names: rows.map((row) => row.name),
    state: rows.map((row) => state.place(row.state)),
    group: rows.map((row) => group.place(row.group)),
    actual: rows.map((row) => release.place(row.actual)),
    wanted: rows.map((row) => release.place(row.wanted)),
    platform: rows.map((row) => platform.place(row.platform)),
    label: labelled ? rows.map((row) => label.place(row.label)) : [],
    dictionaries: {
      state: state.words,
      group: group.words,
      release: release.words,
      platform: platform.words,
      label: label.words,
    },
    labelKeys: [...labelKeys],
  }
}
