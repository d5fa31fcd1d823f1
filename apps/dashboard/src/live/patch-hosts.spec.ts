import type { HostView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import type { HostQuery } from '../api/answers'
import { aHost, aHostList } from '../testing/sample-fleet'
import { type HostPages, patchHosts } from './patch-hosts'

const a = aHost({ name: 'ci-a' })
const b = aHost({ name: 'ci-b' })
const c = aHost({ name: 'ci-c' })

function pages(...lists: ReturnType<typeof aHostList>[]): HostPages {
  return { pages: lists, pageParams: lists.map((_, index) => index) }
}

function patch(list: HostPages, query: HostQuery, ...changed: readonly HostView[]) {
  const { pages: patched, moved } = patchHosts(list, new Map(changed.map((host) => [host.id, host])), query)
  return { rows: patched.pages.flatMap((page) => page.hosts), moved, patched }
}

describe('patchHosts', () => {
  it('changes a row where it stands', () => {
    const drifted = aHost({ name: 'ci-b', state: 'drifted' })
    const { rows, moved } = patch(pages(aHostList(a, b, c)), {}, drifted)
    expect(rows).toEqual([a, drifted, c])
    expect(moved).toEqual([])
  })

  it('finds the row on any page, and leaves the other pages the same objects', () => {
    const list = pages({ hosts: [a, b], total: 3 }, { hosts: [c], total: 3 })
    const { rows, patched } = patch(list, {}, aHost({ name: 'ci-c', online: false }))
    expect(rows[2]?.online).toBe(false)
    expect(patched.pages[0]).toBe(list.pages[0])
  })

  it('never takes a row out, but tells that it no longer belongs', () => {
    const healed = aHost({ name: 'ci-a', state: 'in-sync' })
    const list = pages(
      aHostList(aHost({ name: 'ci-a', state: 'drifted' }), aHost({ name: 'ci-b', state: 'drifted' })),
    )
    const { rows, moved } = patch(list, { state: 'drifted' }, healed)
    expect(rows.map(({ name }) => name)).toEqual(['ci-a', 'ci-b'])
    expect(rows[0]).toBe(healed)
    expect(moved).toEqual(['ci-a'])
  })

  it('judges by the query in the language, as the server does', () => {
    const list = pages(aHostList(a, b))
    const query = { q: '-state:failed name:ci-*' }
    expect(patch(list, query, aHost({ name: 'ci-a', state: 'failed' })).moved).toEqual(['ci-a'])
    expect(patch(list, query, aHost({ name: 'ci-a', state: 'drifted' })).moved).toEqual([])
    expect(patch(list, query, aHost({ name: 'ci-new' })).moved).toEqual(['ci-new'])
  })

  it('takes the time for ages from outside', () => {
    const away = aHost({ name: 'ci-a', online: false, lastSeenAt: '2026-03-04T05:00:00.000Z' })
    const movedAt = (now: string) =>
      patchHosts(pages(aHostList(a)), new Map([[away.id, away]]), { q: 'seen:>1h' }, Date.parse(now)).moved
    expect(movedAt('2026-03-04T05:30:00Z')).toEqual(['ci-a'])
    expect(movedAt('2026-03-04T06:30:00Z')).toEqual([])
  })

  it('keeps nobody out while a query cannot be read', () => {
    expect(patch(pages(aHostList(a)), { q: 'state:' }, aHost({ name: 'ci-a' })).moved).toEqual([])
  })

  it('never puts a row in, but tells that one is missing', () => {
    const fresh = aHost({ name: 'ci-new' })
    const { rows, moved } = patch(pages(aHostList(a)), {}, fresh)
    expect(rows).toEqual([a])
    expect(moved).toEqual(['ci-new'])
  })

  it.each<[string, HostQuery]>([
    ['another group', { group: 'canary' }],
    ['another state', { state: 'failed' }],
    ['another name', { search: 'zz' }],
    ['another query', { q: 'state:failed or name:other-*' }],
  ])('does not miss a host that the filter keeps out: %s', (_what, query) => {
    expect(patch(pages(aHostList()), query, aHost({ name: 'ci-new' })).moved).toEqual([])
  })

  it('searches without regard to case', () => {
    expect(patch(pages(aHostList()), { search: 'NEW' }, aHost({ name: 'ci-new' })).moved).toEqual(['ci-new'])
  })

  it('says nothing of hosts that may be on a page that was not fetched', () => {
    expect(patch(pages({ hosts: [a], total: 500 }), {}, aHost({ name: 'ci-new' })).moved).toEqual([])
  })

  it.each<[HostQuery['sort'], Partial<HostView>, boolean]>([
    ['state', { state: 'drifted' }, true],
    ['group', { group: 'canary' }, true],
    ['actual', { actual: 'go1.23.5' }, true],
    ['name', { state: 'drifted' }, false],
    [undefined, { actual: 'go1.23.5' }, false],
    ['lastSeenAt', { lastSeenAt: '2026-03-04T06:00:00.000Z' }, false],
  ])('sorted by %s, a change of %j moves the row: %s', (sort, change, moves) => {
    const query = sort === undefined ? {} : { sort }
    const { moved } = patch(pages(aHostList(a, b)), query, aHost({ name: 'ci-b', ...change }))
    expect(moved).toEqual(moves ? ['ci-b'] : [])
  })

  it('does not change what it was given', () => {
    const list = pages(aHostList(a, b))
    const before = structuredClone(list)
    patch(list, {}, aHost({ name: 'ci-a', state: 'failed' }))
    expect(list).toEqual(before)
  })
})
