import type { FleetMap } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { aHost } from '../testing/sample-fleet'
import { aFleetMap } from '../testing/sample-map'
import { MAP_COLUMNS, patchMap, readMap, wordAt } from './map-model'

const model = () => readMap(aFleetMap([aHost({ name: 'ci-1' }), aHost({ name: 'ci-2', actual: null })]))
const said = (of: ReturnType<typeof model>, host: number) =>
  MAP_COLUMNS.map((column) => wordAt(of, column, host))

describe('the map as it was answered', () => {
  it('says of each host what its columns say', () => {
    expect(said(model(), 0)).toEqual(['in-sync', 'build', 'go1.22.12', 'go1.22.12', 'linux/amd64', null])
    expect(said(model(), 1)[2]).toBeNull()
  })

  it('takes a column that was not asked for as nothing', () => {
    const map: FleetMap = { ...aFleetMap([aHost()]), label: [] }
    expect([...readMap(map).columns.label]).toEqual([-1])
  })
})

describe('a patch', () => {
  it('changes the hosts it is about, and says which', () => {
    const before = model()
    const after = patchMap(before, [aHost({ name: 'ci-2', state: 'drifted', actual: 'go1.23.5' })], {})
    expect(after.changed).toEqual([1])
    expect(after.version).toBe(1)
    expect(said(after, 1).slice(0, 3)).toEqual(['drifted', 'build', 'go1.23.5'])
    expect(said(after, 0)).toEqual(said(before, 0))
  })

  it('leaves the one before as it was, and copies only what changed', () => {
    const before = model()
    const after = patchMap(before, [aHost({ name: 'ci-1', state: 'failed' })], {})
    expect(wordAt(before, 'state', 0)).toBe('in-sync')
    expect(after.columns.group).toBe(before.columns.group)
    expect(after.columns.state).not.toBe(before.columns.state)
  })

  it('that says nothing new changes nothing', () => {
    const before = model()
    expect(patchMap(before, [aHost({ name: 'ci-1' })], {})).toBe(before)
  })

  it('learns words that it did not know, once', () => {
    const after = patchMap(
      model(),
      [aHost({ name: 'ci-1', group: 'new' }), aHost({ name: 'ci-2', group: 'new', actual: null })],
      {},
    )
    expect(after.dictionaries.group).toEqual(['build', 'new'])
    expect([...after.columns.group]).toEqual([1, 1])
  })

  it('follows the label that was asked for', () => {
    const host = aHost({ name: 'ci-1', labels: { env: 'prod', rack: 'r1' } })
    expect(wordAt(patchMap(model(), [host], { label: 'env' }), 'label', 0)).toBe('prod')
    expect(wordAt(patchMap(model(), [host], {}), 'label', 0)).toBeNull()
  })

  it('with a host that is not there makes the map outdated, and keeps it so', () => {
    const outdated = patchMap(model(), [aHost({ name: 'ci-9' })], {})
    expect(outdated).toMatchObject({ outdated: true, version: 0 })
    expect(patchMap(outdated, [aHost({ name: 'ci-1', state: 'failed' })], {}).outdated).toBe(true)
  })

  it('makes a map of a query outdated: the host may not fit any more', () => {
    const host = aHost({ name: 'ci-1', state: 'failed' })
    expect(patchMap(model(), [host], { q: 'state:in-sync' }).outdated).toBe(true)
    expect(patchMap(model(), [aHost({ name: 'ci-1' })], { q: 'state:in-sync' }).outdated).toBe(false)
  })
})
