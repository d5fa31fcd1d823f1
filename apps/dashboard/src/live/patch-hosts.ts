import { matchesHost, parseHostQuery } from '@goherd/host-query'
import type { HostView } from '@goherd/protocol'
import type { HostList, HostQuery } from '../api/answers'

/** A list of hosts as the cache holds it, page by page. */
export interface HostPages {
  readonly pages: readonly HostList[]
  readonly pageParams: readonly unknown[]
}

/** Patched pages, and the names of the hosts whose place in the list, or whether they belong in it, is not what is shown. */
export interface PatchedPages {
  readonly pages: HostPages
  readonly moved: readonly string[]
}

/** Whether a host belongs into a list, as the server would decide it; a query that cannot be read keeps nobody out. */
function belongsTo({ q, group, state, search }: HostQuery, now: number): (host: HostView) => boolean {
  const parsed = parseHostQuery(q ?? '')
  return (host) => {
    if (group !== undefined && host.group !== group) return false
    if (state !== undefined && host.state !== state) return false
    if (parsed.ok && !matchesHost(parsed.query, host, now)) return false
    return search === undefined || host.name.toLowerCase().includes(search.toLowerCase())
  }
}

function sortKey(host: HostView, sort: HostQuery['sort']): string | null {
  return host[sort ?? 'name']
}

/**
 * Puts changed hosts into a list without moving a row: each one is replaced where it stands. Whether the list should be
 * fetched again (a host came, went, or sorts elsewhere now) is told, not done: the reader may have the pointer on a row.
 * Sorting by last seen is left alone, every heartbeat would move it.
 * @param now milliseconds since 1970, for ages in the query
 */
export function patchHosts(
  pages: HostPages,
  changed: ReadonlyMap<string, HostView>,
  query: HostQuery,
  now = Date.now(),
): PatchedPages {
  const belongs = belongsTo(query, now)
  const left = new Map(changed)
  const moved: string[] = []
  const replace = (before: HostView): HostView => {
    const after = left.get(before.id)
    if (!after) return before
    left.delete(before.id)
    const sorted = query.sort === 'lastSeenAt' || sortKey(before, query.sort) === sortKey(after, query.sort)
    if (!belongs(after) || !sorted) moved.push(after.name)
    return after
  }
  const next = pages.pages.map((page) =>
    page.hosts.some((host) => changed.has(host.id)) ? { ...page, hosts: page.hosts.map(replace) } : page,
  )
  const complete = isComplete(pages)
  for (const host of left.values()) if (complete && belongs(host)) moved.push(host.name)
  return { pages: { ...pages, pages: next }, moved }
}

/** A host that is not in the list says something only when the list has all of its pages. */
function isComplete({ pages }: HostPages): boolean {
  const loaded = pages.reduce((sum, page) => sum + page.hosts.length, 0)
  return loaded >= (pages.at(-1)?.total ?? 0)
}
