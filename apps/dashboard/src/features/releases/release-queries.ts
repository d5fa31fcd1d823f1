import type { ReleaseDetail } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RecallRelease, ReleaseList, SyncResult } from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const releaseList = has<ReleaseList>('releases', 'source')
const releaseDetail = has<ReleaseDetail>('release', 'provenance')
const syncResult = has<SyncResult>('added', 'removed')

/** The catalogue. */
export function useReleases() {
  return useQuery({
    queryKey: keys.releases,
    queryFn: ({ signal }) => api.get('/releases', { shape: releaseList, signal }),
    staleTime: 60_000,
  })
}

/** One release, with where its archives came from. */
export function useRelease(name: string) {
  return useQuery({
    queryKey: keys.release(name),
    queryFn: ({ signal }) =>
      api.get(`/releases/${encodeURIComponent(name)}`, { shape: releaseDetail, signal }),
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

const recallPath = (release: string) => `/releases/${encodeURIComponent(release)}/recall`

/** Recalls a release: nothing goes to it until the recall is lifted or expires. */
export function useRecall(release: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: RecallRelease) => api.post(recallPath(release), body, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.releases }),
  })
}

/** Lifts a recall. Takes the reason, which may be empty. */
export function useLiftRecall(release: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => api.post(`${recallPath(release)}/lift`, { reason }, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.releases }),
  })
}
