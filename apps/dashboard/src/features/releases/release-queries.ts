import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReleaseList, SyncResult } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const releaseList = has<ReleaseList>('releases', 'source')
const syncResult = has<SyncResult>('added', 'removed')

/** The catalogue. */
export function useReleases() {
  return useQuery({
    queryKey: keys.releases,
    queryFn: ({ signal }) => api.get('/releases', { shape: releaseList, signal }),
    staleTime: 60_000,
  })
}

/** Reads the catalogue from its source again. */
export function useSyncReleases() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.post('/releases/sync', {}, syncResult),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.releases }),
  })
}
