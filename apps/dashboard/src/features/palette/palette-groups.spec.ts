import { describe, expect, it } from 'vitest'
import { fits, type PaletteStock, paletteGroups } from './palette-groups'

const nothing = () => {}
const STOCK: PaletteStock = {
  actions: [
    { id: 'recheck', label: 'Recheck ci-1', run: nothing },
    { id: 'freeze', label: 'Freeze the fleet', run: nothing, refusal: 'this needs the role operator' },
  ],
  visits: [{ path: '/hosts/ci-1', label: 'ci-1' }],
  groups: [{ name: 'build/linux' }, { name: 'docs' }],
  rollouts: [{ id: 'r1', name: 'build to go1.23.5', note: 'soaking' }],
  hosts: [{ name: 'ci-1', note: 'drifted' }],
}
const labels = (typed: string, hostsOnly = false) =>
  paletteGroups(STOCK, typed, hostsOnly).map(({ label, items }) => [
    label,
    ...items.map((item) => item.label),
  ])

describe('fits', () => {
  it.each([
    ['Emergency rollback', 'roll em', true],
    ['Emergency rollback', '', true],
    ['Hosts', 'hosts x', false],
  ])('%s for "%s": %s', (text, typed, does) => {
    expect(fits(text, typed)).toBe(does)
  })
})

describe('paletteGroups', () => {
  it('begins with what the page can do, then where one was and can go', () => {
    expect(labels('').map(([group]) => group)).toEqual(['Actions', 'Recent', 'Pages', 'Hosts'])
  })

  it('brings groups and rollouts once something is typed', () => {
    expect(labels('build')).toEqual([
      ['Groups', 'build/linux'],
      ['Rollouts', 'build to go1.23.5'],
      ['Hosts', 'ci-1'],
    ])
  })

  it('keeps what may not be done in the list, with the reason', () => {
    const [actions] = paletteGroups(STOCK, 'freeze', false)
    expect(actions?.items).toMatchObject([{ refused: true, note: 'this needs the role operator' }])
  })

  it('is only hosts when it was opened as their search', () => {
    expect(labels('anything', true)).toEqual([['Hosts', 'ci-1']])
    expect(paletteGroups({ ...STOCK, hosts: [] }, 'x', true)).toEqual([])
  })

  it('leads to a group whose name has a slash', () => {
    const [groups] = paletteGroups(STOCK, 'build/', false)
    expect(groups?.items[0]?.does).toEqual({ kind: 'go', path: '/groups/build%2Flinux' })
  })

  it('has no two lines of one id', () => {
    const ids = paletteGroups(STOCK, '', false).flatMap(({ items }) => items.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
