import { matchesHost, parseHostQuery } from '@goherd/host-query'
import { describe, expect, it } from 'vitest'
import { readMap } from '../../live/map-model'
import { aHost, SAMPLE_TIME } from '../../testing/sample-fleet'
import { aFleetMap } from '../../testing/sample-map'
import { FILLS, fillHosts } from './fills'
import { type GroupBy, groupHosts, labelOf, MOST_GROUPS, readGroupBy } from './grouping'
import { countSquares } from './map-counts'

const HOSTS = [
  aHost({ name: 'a', state: 'failed', group: 'rack 10', actual: 'go1.9.7', labels: { env: 'prod' } }),
  aHost({ name: 'b', state: 'in-sync', group: 'rack 2', actual: 'go1.22.12', labels: { env: 'dev, old' } }),
  aHost({ name: 'c', state: 'offline', group: 'rack 2', actual: null }),
  aHost({ name: 'd', state: 'drifted', group: 'rack 2', actual: 'go1.23.5', platform: 'darwin/arm64' }),
]
const MODEL = readMap(aFleetMap(HOSTS, 'env'))
const SUPPORT = new Map([
  ['go1.9.7', 'unsupported'],
  ['go1.22.12', 'newer-patch'],
] as const)
const WAYS: readonly GroupBy[] = ['none', 'group', 'platform', 'release', 'state', 'label.env']

const words = (by: GroupBy) => groupHosts(MODEL, by).groups.map(({ word, hosts }) => `${word} ${hosts}`)

/** The hosts that a condition finds, as API and host list find them. */
function found(q: string): string[] {
  const parsed = parseHostQuery(q)
  if (!parsed.ok) throw new Error(`${q}: ${parsed.problem.message}`)
  return HOSTS.filter((host) => matchesHost(parsed.query, host, Date.parse(SAMPLE_TIME))).map(
    ({ name }) => name,
  )
}

describe('grouping', () => {
  it('puts names in the order of people, releases the newest first, states as everywhere', () => {
    expect(words('group')).toEqual(['rack 2 3', 'rack 10 1'])
    expect(words('release')).toEqual(['go1.23.5 1', 'go1.22.12 1', 'go1.9.7 1', 'no Go 1'])
    expect(words('state')).toEqual(['in-sync 1', 'drifted 1', 'failed 1', 'offline 1'])
    expect(words('platform')).toEqual(['darwin/arm64 1', 'linux/amd64 3'])
  })

  it('puts hosts without a value last', () => {
    expect(words('label.env')).toEqual(['dev, old 1', 'prod 1', 'no env 2'])
  })

  it('has one group of all for none', () => {
    expect(groupHosts(MODEL, 'none')).toMatchObject({ groups: [{ hosts: 4, q: '' }] })
  })

  it('puts the smaller groups together when there are too many', () => {
    const many = Array.from({ length: MOST_GROUPS + 40 }, (_, n) => aHost({ name: `h${n}`, group: `g${n}` }))
    const more = readMap(aFleetMap([...many, aHost({ name: 'x', group: 'g99' })]))
    const { groups, of } = groupHosts(more, 'group')
    expect(groups).toHaveLength(MOST_GROUPS)
    expect(groups.at(-1)).toEqual({ key: 'rest', word: '41 more', hosts: 41, q: null })
    expect(groups.some(({ word }) => word === 'g99')).toBe(true)
    expect([...of].filter((group) => group === MOST_GROUPS - 1)).toHaveLength(41)
  })

  it('gives each group a condition that finds exactly its hosts', () => {
    for (const by of WAYS) {
      const { groups, of } = groupHosts(MODEL, by)
      for (const [place, { q }] of groups.entries()) {
        const members = HOSTS.filter((_, host) => of[host] === place).map(({ name }) => name)
        if (q !== null && q !== '') expect([by, found(q)]).toEqual([by, members])
      }
    }
  })

  it('reads its name in the address, and nothing else', () => {
    for (const by of WAYS) expect(readGroupBy(by)).toBe(by)
    expect(['', 'colour', 'label.'].map(readGroupBy)).toEqual([null, null, null])
    expect([labelOf('label.a.b'), labelOf('state')]).toEqual(['a.b', undefined])
  })
})

describe('filling', () => {
  it('gives each look a condition that finds exactly its hosts', () => {
    for (const by of FILLS) {
      const { looks, of } = fillHosts(MODEL, by, SUPPORT)
      for (const [place, { q, hosts }] of looks.entries()) {
        const members = HOSTS.filter((_, host) => of[host] === place).map(({ name }) => name)
        expect(hosts).toBe(members.length)
        if (q !== null && hosts > 0) expect([by, found(q)]).toEqual([by, members])
      }
    }
  })

  it('tells every look of a fill from the others without its colour', () => {
    for (const by of FILLS) {
      const glyphs = fillHosts(MODEL, by, SUPPORT).looks.map(({ glyph }) => glyph)
      if (by !== 'release') expect(new Set(glyphs).size).toBe(glyphs.length)
      for (const { word } of fillHosts(MODEL, by, SUPPORT).looks) expect(word).not.toBe('')
    }
  })

  it('says of support what is known', () => {
    const { looks } = fillHosts(MODEL, 'support', SUPPORT)
    expect(looks.map(({ key, hosts }) => `${key} ${hosts}`)).toEqual([
      'supported 0',
      'newer-patch 1',
      'unsupported 1',
      'unknown 1',
      'none 1',
    ])
  })

  it('has a colour for the newest releases, and one for all older ones', () => {
    const many = Array.from({ length: 9 }, (_, n) => aHost({ name: `h${n}`, actual: `go1.${n + 10}.1` }))
    const { looks, of } = fillHosts(readMap(aFleetMap(many)), 'release', SUPPORT)
    expect(looks.map(({ word, hosts }) => `${word} ${hosts}`)).toEqual([
      ...[18, 17, 16, 15, 14, 13, 12].map((minor) => `Go 1.${minor}.1 1`),
      'Older 2',
      'No Go 0',
    ])
    expect(looks[of[0] ?? -1]?.q).toBe('go:go1.10.1,go1.11.1')
  })
})

describe('the map in numbers', () => {
  it('counts every square once, and leaves out looks that nobody has', () => {
    const { looks, rows } = countSquares(groupHosts(MODEL, 'group'), fillHosts(MODEL, 'state', SUPPORT))
    expect(looks.map(({ word }) => word)).toEqual(['In sync', 'Drifted', 'Failed', 'Offline'])
    expect(rows.map(({ group, amounts }) => [group.word, ...amounts])).toEqual([
      ['rack 2', 1, 1, 0, 1],
      ['rack 10', 0, 0, 1, 0],
    ])
  })
})
