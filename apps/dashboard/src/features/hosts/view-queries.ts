import type { SavedView, SaveView } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SavedViewList } from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const viewList = has<SavedViewList>('views')
const savedView = has<SavedView>('id', 'name', 'q')

/** The ways to look at hosts that the caller keeps, and those that others share. */
export function useSavedViews() {
  return useQuery({
    queryKey: keys.savedViews,
    queryFn: ({ signal }) => api.get('/views', { shape: viewList, signal }),
    staleTime: 60_000,
  })
}

/** Keeps one; one of the same name is replaced. */
export function useSaveView() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (view: SaveView) => api.post('/views', view, savedView),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.savedViews }),
  })
}

/** Takes one away. */
export function useRemoveView() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/views/${encodeURIComponent(id)}`, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.savedViews }),
  })
}
