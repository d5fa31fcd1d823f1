import { fleetMap } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { type MapRow, toFleetMap } from './to-fleet-map.js'

const host = (name: string, over: Partial<MapRow> = {}): MapRow => ({
  id: `id-${name}`,
  name,
  state: 'in-sync',
  group: 'build',
  actual: 'go1.22.12',
  wanted: 'go1.22.12',
  platform: 'linux/amd64',
  label: null,
  ...over,
})
const PLAIN = { labelled: false, labelKeys: [] }

describe('the map of a fleet', () => {
  it('is empty columns for an empty fleet', () => {
    const map = toFleetMap([], PLAIN)
    expect(fleetMap.parse(map)).toEqual(map)
    expect([map.ids, map.state, map.dictionaries.state]).toEqual([[], [], []])
  })

  it('speaks of host n at place n of each column, and of none as -1', () => {
    const map = toFleetMap(
      [
        host('a'),
        host('b', { state: 'drifted', actual: 'go1.21.13', wanted: 'go1.23.5' }),
        host('c', { group: 'canary', actual: null, wanted: null, platform: 'linux/arm64' }),
      ],
      PLAIN,
    )
    expect(fleetMap.parse(map)).toEqual(map)
    expect(map).toMatchObject({
      ids: ['id-a', 'id-b', 'id-c'],
      names: ['a', 'b', 'c'],
      state: [0, 1, 0],
      group: [0, 0, 1],
      actual: [0, 1, -1],
      wanted: [0, 2, -1],
      platform: [0, 0, 1],
    })
    expect(map.dictionaries).toMatchObject({
      state: ['in-sync', 'drifted'],
      group: ['build', 'canary'],
      release: ['go1.22.12', 'go1.21.13', 'go1.23.5'],
      platform: ['linux/amd64', 'linux/arm64'],
    })
  })

  it('has a column of labels only when a key was asked for', () => {
    const rows = [
      host('a', { label: 'prod' }),
      host('b'),
      host('c', { label: '' }),
      host('d', { label: 'prod' }),
    ]
    expect(toFleetMap(rows, PLAIN).label).toEqual([])
    const map = toFleetMap(rows, { labelled: true, labelKeys: ['env'] })
    expect(map.label).toEqual([0, -1, 1, 0])
    expect(map.dictionaries.label).toEqual(['prod', ''])
    expect(map.labelKeys).toEqual(['env'])
  })

  it('takes words that objects know for words', () => {
    const rows = ['__proto__', 'constructor', '__proto__'].map((group, at) => host(String(at), { group }))
    expect(toFleetMap(rows, PLAIN).group).toEqual([0, 1, 0])
  })
})
