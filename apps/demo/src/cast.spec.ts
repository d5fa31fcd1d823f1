import { name } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { type Casting, castFleet, TROUBLES } from './cast.js'
import { plotGroups } from './plot.js'

const CASTING: Casting = {
  hosts: 1000,
  seed: 1,
  groups: plotGroups(['go1.21.13', 'go1.22.12', 'go1.23.5']),
  catchAll: 'catch-all',
  platforms: ['linux/amd64'],
  prefix: '',
}
const cast = (over: Partial<Casting> = {}) => castFleet({ ...CASTING, ...over })

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

describe('a cast', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(cast()).toEqual(cast())
    expect(cast({ seed: 2 })).not.toEqual(cast())
  })

  it.each([1, 29, 500, 20_000])('of %i hosts has that many names, all different and possible', (hosts) => {
    const names = cast({ hosts }).map((member) => member.name)
    expect(new Set(names).size).toBe(hosts)
    expect(names.every((each) => name.safeParse(each).success)).toBe(true)
  })

  it('shares hosts among groups as the plot says, the rest to the one that manages nothing', () => {
    expect(countBy(cast().map(({ group }) => group))).toEqual({
      build: 440,
      ci: 260,
      release: 100,
      edge: 120,
      canary: 30,
      'catch-all': 50,
    })
  })

  it('has most hosts without trouble, and each trouble at least once where there are thirty', () => {
    const of = (hosts: number) => countBy(cast({ hosts, groups: everyone }).map(({ trouble }) => trouble))
    const everyone = [{ name: 'build', share: 100, steps: [] }]
    expect(Object.keys(of(30)).sort()).toEqual([...TROUBLES].sort())
    expect(of(1000)).toEqual({
      none: 901,
      'edited-link': 12,
      'edited-settings': 9,
      'shadowed-go': 7,
      'changed-bytes': 3,
      'disk-full': 4,
      'bad-digest': 2,
      flapping: 10,
      offline: 12,
      'newest-breaks': 40,
    })
  })

  it('has no trouble with hosts that nobody manages, which may be of any platform', () => {
    const loose = cast().filter(({ group }) => group === 'catch-all')
    expect(new Set(loose.map(({ trouble }) => trouble))).toEqual(new Set(['none']))
    expect(new Set(loose.map(({ platform }) => platform)).size).toBeGreaterThan(1)
  })

  it('manages only hosts whose platform the releases have, most of them on the usual one', () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'darwin/arm64']
    const managed = cast({ platforms }).filter(({ group }) => group !== 'catch-all')
    const counts = countBy(managed.map(({ platform }) => platform))
    expect(Object.keys(counts).sort()).toEqual([...platforms].sort())
    expect(counts['linux/amd64']).toBeGreaterThan(managed.length * 0.7)
    expect(new Set(cast().flatMap((m) => (m.group === 'catch-all' ? [] : m.platform)))).toEqual(
      new Set(['linux/amd64']),
    )
  })

  it('labels hosts with an environment, a team and a rack of forty', () => {
    const members = cast()
    expect(members[0]?.labels).toEqual({ env: expect.any(String), team: expect.any(String), rack: 'r01' })
    expect(Object.values(countBy(members.map(({ labels }) => labels.rack ?? '')))).toEqual(
      new Array(25).fill(40),
    )
  })

  it('puts its prefix before names, and not twice', () => {
    const groups = plotGroups(['go1.22.12'], 'demo1-')
    expect(cast({ groups, prefix: 'demo1-', hosts: 1 })[0]?.name).toBe('demo1-build-0001')
  })
})
