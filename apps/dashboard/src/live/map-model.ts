import type { FleetMap, HostView } from '@goherd/protocol'

/** What the map knows of each host, one column each. */
export const MAP_COLUMNS = ['state', 'group', 'actual', 'wanted', 'platform', 'label'] as const
export type MapColumn = (typeof MAP_COLUMNS)[number]
type Dictionary = keyof FleetMap['dictionaries']

const DICTIONARY_OF: Readonly<Record<MapColumn, Dictionary>> = {
  state: 'state',
  group: 'group',
  actual: 'release',
  wanted: 'release',
  platform: 'platform',
  label: 'label',
}

/**
 * Every host of the map in columns of numbers: ten thousand of them are a few hundred kilobytes, and looking at all of them is a loop.
 * A number is a place in the words of its column, -1 is none. A patch makes new columns only where something changed.
 */
export interface MapModel {
  /** Grows by one with each patch, so that who has drawn the one before knows that `changed` is all there is to draw. */
  readonly version: number
  /** The hosts that the last patch changed. */
  readonly changed: readonly number[]
  /** Something happened that patches can't show: a host came or went, or may not fit the query any more. */
  readonly outdated: boolean
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, number>
  readonly columns: Readonly<Record<MapColumn, Int32Array>>
  readonly dictionaries: FleetMap['dictionaries']
  readonly labelKeys: readonly string[]
}

/** What a map was asked for: hosts that fit `q`, with the label of a key as a column. */
export interface MapQuery {
  readonly q?: string
  readonly label?: string
}

/** The map as the server answers it, made ready to be patched. */
export function readMap(map: FleetMap): MapModel {
  const none = new Array<number>(map.ids.length).fill(-1)
  const column = (name: MapColumn) => Int32Array.from(map[name].length === 0 ? none : map[name])
  return {
    version: 0,
    changed: [],
    outdated: false,
    ids: map.ids,
    names: map.names,
    places: new Map(map.ids.map((id, place) => [id, place])),
    columns: {
      state: column('state'),
      group: column('group'),
      actual: column('actual'),
      wanted: column('wanted'),
      platform: column('platform'),
      label: column('label'),
    },
    dictionaries: map.dictionaries,
    labelKeys: map.labelKeys,
  }
}

/** The words that the numbers of a column stand for. */
export function wordsOf(model: MapModel, column: MapColumn): readonly string[] {
  return model.dictionaries[DICTIONARY_OF[column]]
}

/** What a column says of a host; null for nothing. */
export function wordAt(model: MapModel, column: MapColumn, host: number): string | null {
  return wordsOf(model, column)[model.columns[column][host] ?? -1] ?? null
}

function said(host: HostView, column: MapColumn, { label }: MapQuery): string | null {
  return column === 'label' ? (label !== undefined && host.labels[label]) || null : host[column]
}

/** Columns and dictionaries that are copied when something is first written to them. */
class Draft {
  readonly columns: Record<MapColumn, Int32Array>
  readonly dictionaries: FleetMap['dictionaries']
  private readonly copied = new Set<MapColumn>()

  constructor(model: MapModel) {
    this.columns = { ...model.columns }
    this.dictionaries = { ...model.dictionaries }
  }

  /** Whether that was news. */
  write(column: MapColumn, place: number, word: string | null): boolean {
    const code = this.codeOf(DICTIONARY_OF[column], word)
    if (this.columns[column][place] === code) return false
    if (!this.copied.has(column)) this.columns[column] = this.columns[column].slice()
    this.copied.add(column)
    this.columns[column][place] = code
    return true
  }

  private codeOf(dictionary: Dictionary, word: string | null): number {
    if (word === null) return -1
    const known = this.dictionaries[dictionary].indexOf(word)
    if (known !== -1) return known
    this.dictionaries[dictionary] = [...this.dictionaries[dictionary], word]
    return this.dictionaries[dictionary].length - 1
  }
}

/** Puts changed hosts into the map where they stand. The same model when nothing of it changed. */
export function patchMap(model: MapModel, hosts: Iterable<HostView>, query: MapQuery): MapModel {
  const draft = new Draft(model)
  const changed: number[] = []
  let outdated = model.outdated
  for (const host of hosts) {
    const place = model.places.get(host.id)
    if (place === undefined) {
      outdated = true
      continue
    }
    const news = MAP_COLUMNS.filter((column) => draft.write(column, place, said(host, column, query)))
    if (news.length > 0) changed.push(place)
  }
  if (changed.length > 0 && query.q !== undefined) outdated = true
  if (changed.length === 0) return outdated === model.outdated ? model : { ...model, outdated }
  const { columns, dictionaries } = draft
  return { ...model, columns, dictionaries, changed, outdated, version: model.version + 1 }
}
