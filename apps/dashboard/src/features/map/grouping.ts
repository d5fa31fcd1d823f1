import { hostTerm } from '@goherd/host-query'
import { compareReleaseNames, HOST_STATES } from '@goherd/model'
import { type MapColumn, type MapModel, wordsOf } from '../../live/map-model'
import { formatCount } from '../../ui/quantities'

/** What hosts can be put together by. A label is written `label.KEY`. */
export const GROUPINGS = ['none', 'group', 'platform', 'release', 'state'] as const
export type GroupBy = (typeof GROUPINGS)[number] | `label.${string}`

/** More groups than this say nothing any more: the smaller ones are put together. */
export const MOST_GROUPS = 60

export interface MapGroup {
  readonly key: string
  readonly word: string
  readonly hosts: number
  /** The condition that finds its hosts, in the query language; empty for all, null where none would do. */
  readonly q: string | null
}

/** The group of each host, as a place in `groups`. */
export interface Grouping {
  readonly of: Int32Array
  readonly groups: readonly MapGroup[]
}

/** Reads a way to group from the address; null for one that there is not. */
export function readGroupBy(text: string): GroupBy | null {
  if (text.startsWith('label.')) return text.length > 6 ? `label.${text.slice(6)}` : null
  return GROUPINGS.find((known) => known === text) ?? null
}

/** The key of a label that is grouped by. */
export function labelOf(by: GroupBy): string | undefined {
  return by.startsWith('label.') ? by.slice(6) : undefined
}

interface Look {
  readonly column: MapColumn
  /** The field of the query language. */
  readonly field: string
  readonly none: string
  readonly order: (a: string, b: string) => number
}

const byName = new Intl.Collator('en', { numeric: true }).compare
const states: readonly string[] = HOST_STATES

function lookOf(by: Exclude<GroupBy, 'none'>): Look {
  switch (by) {
    case 'group':
      return { column: 'group', field: 'group', none: 'no group', order: byName }
    case 'platform':
      return { column: 'platform', field: 'platform', none: 'not known', order: byName }
    case 'release':
      return { column: 'actual', field: 'go', none: 'no Go', order: compareReleaseNames }
    case 'state':
      return {
        ...{ column: 'state', field: 'state', none: 'not known' },
        order: (a, b) => states.indexOf(a) - states.indexOf(b),
      }
    default:
      return { column: 'label', field: by, none: `no ${by.slice(6)}`, order: byName }
  }
}

/** How often each number occurs in a column; the last place counts none. */
export function countCodes(column: Int32Array, words: number): Int32Array {
  const counts = new Int32Array(words + 1)
  for (const code of column) {
    const place = code < 0 ? words : code
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

/** The numbers that get a group of their own: all, or the largest when there are too many. */
function shownCodes(counts: Int32Array): number[] {
  const occurring = [...counts.keys()].filter((code) => (counts[code] ?? 0) > 0)
  if (occurring.length <= MOST_GROUPS) return occurring
  return occurring.toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, MOST_GROUPS - 1)
}

function oneGroup(model: MapModel): Grouping {
  const all: MapGroup = { key: 'all', word: 'All hosts', hosts: model.ids.length, q: '' }
  return { of: new Int32Array(model.ids.length), groups: [all] }
}

/** Puts hosts together by what a column says of them; those of which it says nothing come last. */
export function groupHosts(model: MapModel, by: GroupBy): Grouping {
  if (by === 'none') return oneGroup(model)
  const { column, field, none, order } = lookOf(by)
  const words = wordsOf(model, column)
  const codes = model.columns[column]
  const counts = countCodes(codes, words.length)
  const shown = shownCodes(counts).toSorted((a, b) => {
    const [left, right] = [words[a], words[b]]
    return left === undefined ? 1 : right === undefined ? -1 : order(left, right)
  })
  const groups = shown.map((code): MapGroup => {
    const word = words[code]
    const hosts = counts[code] ?? 0
    if (word === undefined)
      return { key: 'none', word: none, hosts, q: `-${field}${field.includes('.') ? '=' : ':'}*` }
    return { key: `is ${word}`, word, hosts, q: hostTerm(field, word) }
  })
  const rest = model.ids.length - groups.reduce((sum, { hosts }) => sum + hosts, 0)
  const places = new Int32Array(words.length + 1).fill(groups.length)
  for (const [place, code] of shown.entries()) places[code] = place
  if (rest > 0) {
    const more = [...counts].filter((hosts) => hosts > 0).length - shown.length
    groups.push({ key: 'rest', word: `${formatCount(more)} more`, hosts: rest, q: null })
  }
  return { of: codes.map((code) => places[code < 0 ? words.length : code] ?? 0), groups }
}
