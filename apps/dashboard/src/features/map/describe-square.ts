import { HOST_STATES, type HostState } from '@goherd/model'
import { type MapModel, wordAt } from '../../live/map-model'
import { STATE_LOOKS } from '../../ui/state-badge'

/** What the map knows of one host. */
export interface Square {
  readonly name: string
  readonly state: HostState
  readonly group: string
  readonly platform: string | null
  readonly actual: string | null
  readonly wanted: string | null
  readonly label: string | null
}

/** Reads one host out of the columns; undefined for a number that is none. */
export function squareOf(model: MapModel, host: number): Square | undefined {
  const name = model.names[host]
  if (name === undefined) return undefined
  const word = wordAt(model, 'state', host)
  return {
    name,
    state: HOST_STATES.find((state) => state === word) ?? 'unmanaged',
    group: wordAt(model, 'group', host) ?? '',
    platform: wordAt(model, 'platform', host),
    actual: wordAt(model, 'actual', host),
    wanted: wordAt(model, 'wanted', host),
    label: wordAt(model, 'label', host),
  }
}

/** A square in words: `build-17, drifted, group build, go1.22.12, wanted go1.23.5, linux/amd64`. */
export function describeSquare(square: Square): string {
  const { name, state, group, actual, wanted, platform, label } = square
  const parts = [
    name,
    STATE_LOOKS[state].word.toLowerCase(),
    `group ${group}`,
    actual ?? 'no Go',
    wanted !== null && wanted !== actual ? `wanted ${wanted}` : '',
    platform ?? '',
    label ?? '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
