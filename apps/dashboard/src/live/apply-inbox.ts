import type { HostDetail, HostView, RolloutView } from '@goherd/protocol'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { HostList, HostQuery, RolloutList } from '../api/answers'
import type { Inbox } from './inbox'
import { type MapModel, type MapQuery, patchMap } from './map-model'
import type { MovedRows } from './moved-rows'
import { patchHosts } from './patch-hosts'
import { keys } from './query-keys'

/** Keys of lists and of maps hold what was asked for, which has no required field. */
function isQuery(value: unknown): value is HostQuery & MapQuery {
  return typeof value === 'object' && value !== null
}

function patchLists(cache: QueryClient, changed: ReadonlyMap<string, HostView>, moved: MovedRows): void {
  for (const entry of cache.getQueryCache().findAll({ queryKey: keys.hosts })) {
    const query = entry.queryKey[1]
    if (!isQuery(query)) continue
    let names: readonly string[] = []
    cache.setQueryData<InfiniteData<HostList>>(entry.queryKey, (pages) => {
      if (!pages) return pages
      const patched = patchHosts(pages, changed, query)
      names = patched.moved
      return { ...pages, pages: [...patched.pages.pages] }
    })
    if (names.length === 0) continue
    if (entry.isActive()) moved.add(entry.queryHash, names)
    else entry.invalidate()
  }
}

/** Hosts are patched where they stand. What no patch can show is marked; the map asks again when it is looked at. */
function patchMaps(cache: QueryClient, { hosts, fleet }: Inbox): void {
  for (const entry of cache.getQueryCache().findAll({ queryKey: keys.maps })) {
    const query = entry.queryKey[1]
    cache.setQueryData<MapModel>(entry.queryKey, (model) => {
      if (!model || !isQuery(query)) return model
      const patched = patchMap(model, hosts.values(), query)
      return fleet && !patched.outdated ? { ...patched, outdated: true } : patched
    })
  }
}

function patchHostPages(cache: QueryClient, changed: ReadonlyMap<string, HostView>): void {
  for (const host of changed.values()) {
    cache.setQueryData<HostDetail>(keys.host(host.name), (detail) => detail && { ...detail, ...host })
    void cache.invalidateQueries({ queryKey: keys.host(host.name) })
  }
}

/** A rollout that is not in the list yet makes the list stale; what is asked for already is left to arrive. */
function patchRollouts(cache: QueryClient, changed: ReadonlyMap<string, RolloutView>): void {
  for (const rollout of changed.values()) {
    cache.setQueryData(keys.rollout(rollout.id), rollout)
    for (const queryKey of [keys.rolloutHosts(rollout.id), keys.rolloutEvents(rollout.id)])
      void cache.invalidateQueries({ queryKey }, { cancelRefetch: false })
  }
  const list = cache.getQueryData<RolloutList>(keys.rollouts)
  const known = new Set(list?.rollouts.map(({ id }) => id))
  cache.setQueryData<RolloutList>(
    keys.rollouts,
    (old) => old && { rollouts: old.rollouts.map((rollout) => changed.get(rollout.id) ?? rollout) },
  )
  if ([...changed.keys()].some((id) => !known.has(id)))
    void cache.invalidateQueries({ queryKey: keys.rollouts })
}

/** Brings the query cache up to what the socket told. Rows are replaced in place; everything that is only named is fetched again. */
export function applyInbox(cache: QueryClient, inbox: Inbox, moved: MovedRows): void {
  if (inbox.gap) {
    moved.clear()
    void cache.invalidateQueries()
    return
  }
  if (inbox.hosts.size > 0) {
    patchLists(cache, inbox.hosts, moved)
    patchHostPages(cache, inbox.hosts)
  }
  if (inbox.fleet || inbox.hosts.size > 0) patchMaps(cache, inbox)
  if (inbox.groups.size > 0) void cache.invalidateQueries({ queryKey: keys.groups })
  for (const group of inbox.groups) void cache.invalidateQueries({ queryKey: keys.group(group) })
  for (const rollback of inbox.rollbacks.values()) cache.setQueryData(keys.rollback(rollback.id), rollback)
  if (inbox.rollbacks.size > 0) void cache.invalidateQueries({ queryKey: keys.rollbacks })
  if (inbox.rollouts.size > 0) patchRollouts(cache, inbox.rollouts)
  if (inbox.fleet || inbox.hosts.size > 0 || inbox.rollbacks.size > 0 || inbox.rollouts.size > 0)
    void cache.invalidateQueries({ queryKey: keys.status })
  if (inbox.fleet) void cache.invalidateQueries({ queryKey: keys.releases })
  // Not for hosts: ten thousand of them say something every second, and the list is asked for again by itself.
  if (inbox.fleet || inbox.rollbacks.size > 0 || inbox.rollouts.size > 0)
    void cache.invalidateQueries({ queryKey: keys.attention })
  void cache.invalidateQueries({ queryKey: keys.audit }, { cancelRefetch: false })
}
