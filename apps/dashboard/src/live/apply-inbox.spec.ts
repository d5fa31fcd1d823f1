import type { HostDetail, RollbackView } from '@goherd/protocol'
import { hashKey, type InfiniteData, QueryClient, QueryObserver } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'
import type { HostList, HostQuery } from '../api/answers'
import { aHost, aHostDetail, aHostList, aRollback, aStatus } from '../testing/sample-fleet'
import { aFleetMap } from '../testing/sample-map'
import { applyInbox } from './apply-inbox'
import { EMPTY_INBOX, type Inbox, type LiveEvent, receive, synced } from './inbox'
import { type MapModel, readMap, wordAt } from './map-model'
import { MovedRows } from './moved-rows'
import { keys } from './query-keys'

let cache: QueryClient
let moved: MovedRows

beforeEach(() => {
  cache = new QueryClient()
  moved = new MovedRows()
})

function inboxOf(...events: readonly LiveEvent[]): Inbox {
  return events.reduce(receive, EMPTY_INBOX)
}

function listed(query: HostQuery, ...hosts: Parameters<typeof aHostList>): void {
  cache.setQueryData(keys.hostList(query), { pages: [aHostList(...hosts)], pageParams: [0] })
}

function rows(query: HostQuery): string[] {
  const data = cache.getQueryData<InfiniteData<HostList>>(keys.hostList(query))
  return data?.pages.flatMap((page) => page.hosts.map(({ name, state }) => `${name} ${state}`)) ?? []
}

function isStale(key: readonly unknown[]): boolean | undefined {
  return cache.getQueryState(key)?.isInvalidated
}

describe('applyInbox', () => {
  it('patches every list a host stands in', () => {
    listed({}, aHost({ name: 'ci-1' }), aHost({ name: 'ci-2' }))
    listed({ group: 'build' }, aHost({ name: 'ci-2' }))
    applyInbox(
      cache,
      inboxOf({ kind: 'hosts', seq: 1, hosts: [aHost({ name: 'ci-2', state: 'drifted' })] }),
      moved,
    )
    expect(rows({})).toEqual(['ci-1 in-sync', 'ci-2 drifted'])
    expect(rows({ group: 'build' })).toEqual(['ci-2 drifted'])
  })

  it('keeps what only a host’s page knows, and asks for the rest again', () => {
    cache.setQueryData(keys.host('ci-1'), aHostDetail())
    applyInbox(cache, inboxOf({ kind: 'hosts', seq: 1, hosts: [aHost({ state: 'failed' })] }), moved)
    const detail = cache.getQueryData<HostDetail>(keys.host('ci-1'))
    expect(detail).toMatchObject({ state: 'failed', facts: { hostname: 'ci-1.example' } })
    expect(isStale(keys.host('ci-1'))).toBe(true)
  })

  it('counts moved rows of a list that is looked at, and only marks the others', () => {
    listed({ state: 'drifted' }, aHost({ state: 'drifted' }))
    listed({ state: 'failed' })
    const looked = new QueryObserver(cache, {
      queryKey: keys.hostList({ state: 'drifted' }),
      staleTime: Infinity,
    })
    const stop = looked.subscribe(() => {})
    applyInbox(cache, inboxOf({ kind: 'hosts', seq: 1, hosts: [aHost({ state: 'failed' })] }), moved)
    expect(moved.count(hashKey(keys.hostList({ state: 'drifted' })))).toBe(1)
    expect(isStale(keys.hostList({ state: 'drifted' }))).toBe(false)
    expect(moved.count(hashKey(keys.hostList({ state: 'failed' })))).toBe(0)
    expect(isStale(keys.hostList({ state: 'failed' }))).toBe(true)
    stop()
  })

  it('puts a rollback’s newest view in place', () => {
    cache.setQueryData(keys.rollback('rb1'), aRollback())
    applyInbox(
      cache,
      inboxOf({ kind: 'rollback', seq: 1, rollback: aRollback({ state: 'complete', proved: 3 }) }),
      moved,
    )
    expect(cache.getQueryData<RollbackView>(keys.rollback('rb1'))).toMatchObject({
      state: 'complete',
      proved: 3,
    })
  })

  it('asks again for the groups that are named, their history with them, and no other', () => {
    for (const name of ['build', 'canary']) {
      cache.setQueryData(keys.group(name), {})
      cache.setQueryData(keys.history(name), {})
    }
    cache.setQueryData(keys.groups, {})
    applyInbox(cache, inboxOf({ kind: 'groups', seq: 1, groups: ['build'] }), moved)
    const asked = [keys.groups, keys.group('build'), keys.history('build')]
    expect(asked.map(isStale)).toEqual([true, true, true])
    expect([keys.group('canary'), keys.history('canary')].map(isStale)).toEqual([false, false])
  })

  it('asks for the status again when counts may have changed', () => {
    const events: LiveEvent[] = [
      { kind: 'fleet', seq: 1 },
      { kind: 'hosts', seq: 1, hosts: [aHost()] },
      { kind: 'rollback', seq: 1, rollback: aRollback() },
    ]
    for (const event of events) {
      cache.setQueryData(keys.status, aStatus())
      applyInbox(cache, inboxOf(event), moved)
      expect(isStale(keys.status)).toBe(true)
    }
  })

  it('asks for everything after a gap, and patches nothing', () => {
    listed({}, aHost())
    cache.setQueryData(keys.releases, {})
    moved.add('some list', ['ci-7'])
    const behind = inboxOf(
      { kind: 'opened', seq: 1 },
      { kind: 'hosts', seq: 2, hosts: [aHost({ state: 'failed' })] },
      { kind: 'fleet', seq: 9 },
    )
    const gap = synced(behind, { seq: 9, gap: true })
    applyInbox(cache, gap, moved)
    expect(rows({})).toEqual(['ci-1 in-sync'])
    expect([isStale(keys.hostList({})), isStale(keys.releases)]).toEqual([true, true])
    expect(moved.count('some list')).toBe(0)
  })
})

describe('the maps', () => {
  const drawn = (query = {}) => {
    const model = cache.getQueryData<MapModel>(keys.map(query))
    if (!model) throw new Error('no map')
    return model
  }

  beforeEach(() => {
    for (const query of [{}, { label: 'env' }])
      cache.setQueryData(
        keys.map(query),
        readMap(aFleetMap([aHost({ name: 'ci-1' }), aHost({ name: 'ci-2' })])),
      )
  })

  it('are patched where a changed host stands, each with what it was asked for', () => {
    const host = aHost({ name: 'ci-2', state: 'failed', labels: { env: 'prod' } })
    applyInbox(cache, inboxOf({ kind: 'hosts', seq: 1, hosts: [host] }), moved)
    expect([drawn(), drawn({ label: 'env' })].map((map) => wordAt(map, 'state', 1))).toEqual([
      'failed',
      'failed',
    ])
    expect(wordAt(drawn({ label: 'env' }), 'label', 1)).toBe('prod')
    expect(drawn()).toMatchObject({ changed: [1], version: 1, outdated: false })
  })

  it('are marked, not fetched, when something happened that no patch can show', () => {
    applyInbox(cache, inboxOf({ kind: 'hosts', seq: 1, hosts: [aHost({ name: 'new' })] }), moved)
    expect(drawn().outdated).toBe(true)
    expect(isStale(keys.map({}))).toBe(false)
  })

  it('are marked when the fleet itself changed', () => {
    applyInbox(cache, inboxOf({ kind: 'fleet', seq: 1 }), moved)
    expect(drawn().outdated).toBe(true)
  })
})

describe('what needs attention', () => {
  it('is asked for again when the fleet or a rollout changed, not for every host', () => {
    cache.setQueryData(keys.attention, { items: [] })
    applyInbox(cache, inboxOf({ kind: 'hosts', seq: 1, hosts: [aHost()] }), moved)
    expect(isStale(keys.attention)).toBe(false)
    applyInbox(cache, inboxOf({ kind: 'fleet', seq: 2 }), moved)
    expect(isStale(keys.attention)).toBe(true)
  })
})
