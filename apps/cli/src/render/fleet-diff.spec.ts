import { describe, expect, it } from 'vitest'
import { appliedText, fleetDiffText } from './fleet-diff.js'
import { paletteOf } from './palette.js'

const style = { palette: paletteOf(false), width: undefined, now: 0 }
const change = (group: string, over: object) => ({
  ...{ group, kind: 'set' as const, hosts: 2, lines: [], says: '' },
  ...over,
})

describe('a diff', () => {
  it('is a block for each group, and the count of hosts', () => {
    const changes = [
      change('build', { kind: 'rollout', lines: ['go: go1.22.12 → go1.23.5', 'in 2 stages of 1, 1 hosts'] }),
      change('ci', { hosts: 1, lines: ['GOPROXY: direct → nothing'] }),
      change('new', { kind: 'create', hosts: 0, lines: ['go: nothing → go1.23.5'] }),
      change('edge', { kind: 'unchanged', says: 'rollout ro-1 takes it there' }),
      change('old', { kind: 'cannot', says: 'the catalogue has no Go release 1.99' }),
      change('lab', { kind: 'drill', lines: ['drill: nothing → every 7 days'] }),
    ]
    expect(fleetDiffText({ changes, hosts: 3 }, style)).toBe(
      [
        '~ build (2 hosts): rolled out in stages',
        '    go: go1.22.12 → go1.23.5',
        '    in 2 stages of 1, 1 hosts',
        '~ ci (1 host): set at once',
        '    GOPROXY: direct → nothing',
        '+ new (0 hosts): made, and set',
        '    go: nothing → go1.23.5',
        '= edge (2 hosts): as it is: rollout ro-1 takes it there',
        '✗ old (2 hosts): cannot: the catalogue has no Go release 1.99',
        '~ lab (2 hosts): other drills',
        '    drill: nothing → every 7 days',
        '3 hosts would change.',
      ].join('\n'),
    )
    expect(fleetDiffText({ changes: [], hosts: 0 }, style)).toBe('No host would change.')
  })
})

describe('what was applied', () => {
  it('names the revision, the rollout to watch, or why not', () => {
    const none = { revision: null, rollout: null }
    const changes = [
      change('build', { ...none, kind: 'rollout', rollout: 'ro-7' }),
      change('ci', { ...none, revision: 12 }),
      change('edge', { ...none, kind: 'unchanged' }),
      change('old', { ...none, kind: 'cannot', says: 'no archive' }),
    ].map((one) => ({ ...none, ...one }))
    expect(appliedText({ changes }, style).split('\n')).toEqual([
      '~ build: rollout ro-7 is under way: goherd rollout watch ro-7',
      '~ ci: revision 12',
      '= edge: as it is',
      '✗ old: no archive',
    ])
  })
})
