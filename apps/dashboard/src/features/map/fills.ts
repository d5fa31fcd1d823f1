import { hostTerm } from '@goherd/host-query'
import { compareReleaseNames, HOST_STATES, type HostState, type Support } from '@goherd/model'
import { type MapModel, wordsOf } from '../../live/map-model'
import { countCodes } from './grouping'

/** What squares can be coloured by. */
export const FILLS = ['state', 'release', 'support'] as const
export type FillBy = (typeof FILLS)[number]

/** What is drawn on a square beside its colour, where it is large enough. */
export type Glyph = 'none' | 'dot' | 'slash' | 'cross' | 'hollow' | 'bar' | 'plus' | 'corner'

/** One way a square can look, and what it means. */
export interface FillLook {
  readonly key: string
  readonly word: string
  /** The name of a CSS variable. */
  readonly colour: string
  readonly glyph: Glyph
  readonly hosts: number
  /** The condition that finds its hosts; null where none would do. */
  readonly q: string | null
}

/** The look of each host, as a place in `looks`. Looks without a host are there, too, so that a patch finds them. */
export interface Fill {
  readonly of: Int32Array
  readonly looks: readonly FillLook[]
}

type Drawn = Pick<FillLook, 'word' | 'colour' | 'glyph'>

const STATE_FILLS: Readonly<Record<HostState, Drawn>> = {
  'in-sync': { word: 'In sync', colour: '--ok-fill', glyph: 'none' },
  updating: { word: 'Updating', colour: '--busy-fill', glyph: 'dot' },
  drifted: { word: 'Drifted', colour: '--warn-fill', glyph: 'slash' },
  failed: { word: 'Failed', colour: '--bad-fill', glyph: 'cross' },
  offline: { word: 'Offline', colour: '--off-fill', glyph: 'hollow' },
  unmanaged: { word: 'Unmanaged', colour: '--none-fill', glyph: 'bar' },
}

const SUPPORT_ORDER: readonly Support[] = ['supported', 'newer-patch', 'unsupported', 'unknown']
const SUPPORT_FILLS: Readonly<Record<Support, Drawn>> = {
  supported: { word: 'Supported', colour: '--ok-fill', glyph: 'none' },
  'newer-patch': { word: 'Newer patch exists', colour: '--busy-fill', glyph: 'dot' },
  unsupported: { word: 'Unsupported', colour: '--warn-fill', glyph: 'slash' },
  unknown: { word: 'Unknown', colour: '--off-fill', glyph: 'hollow' },
}
const NO_GO: Drawn = { word: 'No Go', colour: '--none-fill', glyph: 'bar' }

/** The newest releases have a colour of their own, older ones share one. */
const RELEASE_GLYPHS: readonly Glyph[] = ['none', 'slash', 'dot', 'cross', 'plus', 'corner', 'bar']
const OLDER: Drawn = { word: 'Older', colour: '--off-fill', glyph: 'hollow' }

interface Fold {
  readonly looks: readonly (Drawn & { readonly key: string })[]
  /** The look of each word of the column, then that of none. */
  readonly places: readonly number[]
}

function fold(model: MapModel, column: 'state' | 'actual', field: string, { looks, places }: Fold): Fill {
  const words = wordsOf(model, column)
  const codes = model.columns[column]
  const counts = countCodes(codes, words.length)
  const hosts = new Int32Array(looks.length)
  const meant = looks.map((): string[] => [])
  for (const [code, look] of places.entries()) {
    const amount = counts[code] ?? 0
    hosts[look] = (hosts[look] ?? 0) + amount
    const word = words[code]
    if (word !== undefined && amount > 0) meant[look]?.push(word)
  }
  const none = places[words.length]
  return {
    of: codes.map((code) => places[code < 0 ? words.length : code] ?? 0),
    looks: looks.map((look, place) => ({
      ...look,
      hosts: hosts[place] ?? 0,
      q: condition(field, meant[place] ?? [], place === none),
    })),
  }
}

function condition(field: string, words: readonly string[], isNone: boolean): string | null {
  if (words.length > 0) return isNone ? null : hostTerm(field, ...words)
  return isNone ? `-${field}:*` : null
}

function byState(model: MapModel): Fill {
  const looks = HOST_STATES.map((state) => ({ key: state, ...STATE_FILLS[state] }))
  const words: readonly string[] = HOST_STATES
  const unmanaged = words.indexOf('unmanaged')
  const place = (word: string) => (words.includes(word) ? words.indexOf(word) : unmanaged)
  return fold(model, 'state', 'state', { looks, places: [...wordsOf(model, 'state').map(place), unmanaged] })
}

function byRelease(model: MapModel): Fill {
  const words = wordsOf(model, 'actual')
  const counts = countCodes(model.columns.actual, words.length)
  const newest = words
    .filter((_, code) => (counts[code] ?? 0) > 0)
    .toSorted(compareReleaseNames)
    .slice(0, RELEASE_GLYPHS.length)
  const looks = [
    ...newest.map((word, place) => ({
      ...{ key: word, word: word.replace(/^go/, 'Go '), colour: `--map-${place + 1}` },
      glyph: RELEASE_GLYPHS[place] ?? 'none',
    })),
    { key: 'older', ...OLDER },
    { key: 'none', ...NO_GO },
  ]
  const place = (word: string) => (newest.includes(word) ? newest.indexOf(word) : newest.length)
  return fold(model, 'actual', 'go', { looks, places: [...words.map(place), newest.length + 1] })
}

function bySupport(model: MapModel, supportOf: ReadonlyMap<string, Support>): Fill {
  const looks = [
    ...SUPPORT_ORDER.map((support) => ({ key: support, ...SUPPORT_FILLS[support] })),
    { key: 'none', ...NO_GO },
  ]
  const place = (word: string) => SUPPORT_ORDER.indexOf(supportOf.get(word) ?? 'unknown')
  const places = [...wordsOf(model, 'actual').map(place), SUPPORT_ORDER.length]
  return fold(model, 'actual', 'go', { looks, places })
}

/** How each host looks. `supportOf` says of releases how Go supports them. */
export function fillHosts(model: MapModel, by: FillBy, supportOf: ReadonlyMap<string, Support>): Fill {
  switch (by) {
    case 'state':
      return byState(model)
    case 'release':
      return byRelease(model)
    case 'support':
      return bySupport(model, supportOf)
  }
}
