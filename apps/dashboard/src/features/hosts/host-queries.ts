import type { HostDetail } from '@goherd/protocol'
import {
  hashKey,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type { HostList, HostQuery, HostRollbackResult, HostTimeline, RecheckResult } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { useMovedRows } from '../../live/live-provider'
import { keys } from '../../live/query-keys'

const hostList = has<HostList>('hosts', 'total')
const hostDetail = has<HostDetail>('name', 'state', 'facts')
const hostTimeline = has<HostTimeline>('events')
const recheckResult = has<RecheckResult>('accepted')
const rollbackResult = has<HostRollbackResult>('epoch')

const PAGE = 200

function loaded(pages: readonly HostList[]): number {
  return pages.reduce((sum, page) => sum + page.hosts.length, 0)
}

/**
 * Hosts as the server filters and sorts them, page after page, patched in place by the socket. While `held`, rows that would
 * come, go or move are only counted in `moved`; otherwise the list is fetched again at once.
 */
export function useHosts(query: HostQuery, { held = false }: { held?: boolean } = {}) {
  const queryKey = keys.hostList(query)
  const { count, settle } = useMovedRows(hashKey(queryKey))
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) =>
      api.get('/hosts', { shape: hostList, signal, query: { limit: PAGE, ...query, offset: pageParam } }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const have = loaded(pages)
      return last.hosts.length > 0 && have < last.total ? have : undefined
    },
    placeholderData: keepPreviousData,
  })
  const { refetch } = list
  useEffect(() => {
    if (count === 0 || held) return
    settle()
    void refetch()
  }, [count, held, settle, refetch])
  const show = () => {
    settle()
    void refetch()
  }
  return { list, moved: count, show }
}

/** One host with everything its page shows. */
export function useHost(name: string) {
  return useQuery({
    queryKey: keys.host(name),
    queryFn: ({ signal }) => api.get(`/hosts/${encodeURIComponent(name)}`, { shape: hostDetail, signal }),
  })
}

/** What happened on a host. */
export function useHostTimeline(name: string) {
  return useQuery({
    queryKey: keys.timeline(name),
    queryFn: ({ signal }) =>
      api.get(`/hosts/${encodeURIComponent(name)}/timeline`, { shape: hostTimeline, signal }),
  })
}

/** Asks a host to look again, at every byte of its tree. */
export function useRecheck(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.post(`/hosts/${encodeURIComponent(name)}/recheck`, { bytes: true }, recheckResult),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.host(name) }),
  })
}

/** Takes a host back to one of its own snapshots. */
export function useRestore(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { snapshot: string; reason: string }) =>
      api.post(`/hosts/${encodeURIComponent(name)}/rollback`, body, rollbackResult),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.host(name) }),
  })
}
