import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aHost, aHostList, aStatus, OPERATOR } from '../../testing/sample-fleet'
import { HostCards } from './host-cards'
import { HostList } from './host-list'

describe('HostCards', () => {
  it('names each host with state, versions and reason', () => {
    const hosts = [
      aHost(),
      aHost({ name: 'ci-2', state: 'updating', wanted: 'go1.23.5', phase: { kind: 'unpacking' } }),
    ]
    expect(words(<HostCards hosts={hosts} />)).toBe(
      'ci-1 In sync go1.22.12 matches, proved by digest ci-2 Updating wanted go1.23.5, actual go1.22.12 unpacking',
    )
  })
})

describe('the list of hosts', () => {
  const list = (...hosts: Parameters<typeof aHostList>) => ({ pages: [aHostList(...hosts)], pageParams: [0] })
  const base: Seed = [
    [keys.me, OPERATOR],
    [keys.status, aStatus()],
    [keys.groups, { groups: [aGroup(), aGroup({ id: 'g2', name: 'canary' })] }],
  ]

  it('counts hosts by state beside each filter', () => {
    const said = words(<HostList />, [
      ...base,
      [keys.hostList({ sort: 'name', order: 'asc' }), list(aHost())],
    ])
    expect(said).toContain('All 3 In sync 3 Updating 0 Drifted 0 Failed 0 Offline 0 Unmanaged 0')
  })

  it('takes its filters from the address', () => {
    const query = { sort: 'state', order: 'desc', q: 'ci', group: 'canary', state: 'drifted' } as const
    const seed: Seed = [...base, [keys.hostList(query), list(aHost({ name: 'ci-7' }))]]
    const html = markup(<HostList />, seed, '?q=ci&group=canary&state=drifted&sort=state&order=desc')
    expect(html).toContain('1 host<')
    expect(html).toMatch(/<option value="canary" selected="">/)
    expect(html).toMatch(/aria-pressed="true"[^>]*>(?:(?!<\/button>).)*Drifted/)
    expect(html).toMatch(/<th scope="col" aria-sort="descending"(?:(?!<\/th>).)*State/)
  })

  it('ignores a filter that means nothing', () => {
    const seed: Seed = [...base, [keys.hostList({ sort: 'name', order: 'asc' }), list(aHost())]]
    expect(words(<HostList />, seed, '?state=sleepy&sort=mood')).toContain('1 host')
  })

  it('says so when nothing matches', () => {
    const seed: Seed = [...base, [keys.hostList({ sort: 'name', order: 'asc' }), list()]]
    expect(words(<HostList />, seed)).toContain('No host matches.')
  })

  it('shows how many of a long list it has', () => {
    const long = { pages: [{ hosts: [aHost()], total: 9812 }], pageParams: [0] }
    const seed: Seed = [...base, [keys.hostList({ sort: 'name', order: 'asc' }), long]]
    expect(words(<HostList />, seed)).toContain('1 of 9,812 hosts')
  })

  it('has a box for each row and one for all, none of them marked', () => {
    const hosts = [aHost(), aHost({ id: 'h2', name: 'ci-2' })]
    const html = markup(<HostList />, [
      ...base,
      [keys.hostList({ sort: 'name', order: 'asc' }), list(...hosts)],
    ])
    const boxes = [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)].map(([box]) => box)
    expect(boxes[0]).toContain('aria-label="Mark all rows"')
    for (const box of boxes) expect(box).not.toContain('checked')
  })
})
