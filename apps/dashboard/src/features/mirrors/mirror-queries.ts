import type { SourceTest } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreateMirror, SourceList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const sourceList = has<SourceList>('sources')
const sourceTest = has<SourceTest>('ok', 'steps')

/** Where releases come from, in the order in which the places are asked. */
export function useSources() {
  return useQuery({
    queryKey: keys.sources,
    queryFn: ({ signal }) => api.get('/sources', { shape: sourceList, signal }),
  })
}

/** Takes what the server answers to a change for the new list. */
function useChange<T>(change: (wish: T) => Promise<SourceList>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: (list) => cache.setQueryData(keys.sources, list) })
}

/** Adds a mirror behind the others. */
export function useAddMirror() {
  return useChange((body: CreateMirror) => api.post('/sources/mirrors', body, sourceList))
}

/** Removes a mirror. */
export function useRemoveMirror() {
  return useChange((name: string) => api.delete(`/sources/mirrors/${encodeURIComponent(name)}`, sourceList))
}

/** Names all mirrors in the order they are to be asked. */
export function useOrderMirrors() {
  return useChange((names: readonly string[]) => api.put('/sources/mirrors/order', { names }, sourceList))
}

/** Tries a source from end to end. */
export function useTestSource(name: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.post(`/sources/${encodeURIComponent(name)}/test`, {}, sourceTest),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.sources }),
  })
}
