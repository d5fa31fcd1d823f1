import type { AuditVerification } from '@goherd/protocol'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { AuditFacets, AuditFilter, AuditList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const auditList = has<AuditList>('entries')
const auditFacets = has<AuditFacets>('actors', 'actions')
const verification = has<AuditVerification>('ok', 'entries', 'unsealed', 'broken')
const PAGE = 100

/** The log, filtered by the server, page after page, the newest first. */
export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: keys.auditLog(filter),
    queryFn: ({ signal, pageParam }) =>
      api.get('/audit', {
        shape: auditList,
        signal,
        query: { limit: PAGE, before: pageParam === 0 ? undefined : pageParam, ...filter },
      }),
    // Entries are numbered from 1: 0 asks for the newest.
    initialPageParam: 0,
    getNextPageParam: ({ entries }) => (entries.length < PAGE ? undefined : entries.at(-1)?.id),
    placeholderData: keepPreviousData,
  })
}

/** The number of the newest entry that fits, 0 when there is none: asked for again whenever something happens. */
export function useNewestEntry(filter: AuditFilter) {
  return useQuery({
    queryKey: keys.auditNewest(filter),
    queryFn: ({ signal }) => api.get('/audit', { shape: auditList, signal, query: { limit: 1, ...filter } }),
    select: ({ entries }) => entries[0]?.id ?? 0,
  })
}

/** The actors and actions that occur. They are offered, so they may be a minute old. */
export function useAuditFacets() {
  return useQuery({
    queryKey: keys.auditFacets,
    queryFn: ({ signal }) => api.get('/audit/facets', { shape: auditFacets, signal }),
    staleTime: 60_000,
  })
}

/** Has the server compute every seal of the log anew. */
export function useVerifyAudit() {
  return useMutation({ mutationFn: () => api.get('/audit/verify', { shape: verification }) })
}
