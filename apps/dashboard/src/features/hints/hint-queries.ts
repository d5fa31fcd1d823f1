import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

/** Hints that the signed-in person does not want to see any more. */
interface Hints {
  readonly dismissed: readonly string[]
}

const hints = has<Hints>('dismissed')

/** Which hints were put away. */
export function useHints() {
  return useQuery({
    queryKey: keys.hints,
    queryFn: ({ signal }) => api.get('/me/hints', { shape: hints, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** Puts hints away for good. They go at once; when the server refuses, they are back. */
export function useDismiss() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (names: readonly string[]) => {
      const before = cache.getQueryData<Hints>(keys.hints)?.dismissed ?? []
      const dismissed = [...new Set([...before, ...names])]
      cache.setQueryData<Hints>(keys.hints, { dismissed })
      return api.put('/me/hints', { dismissed }, hints)
    },
    onSuccess: (kept) => cache.setQueryData<Hints>(keys.hints, kept),
    onError: () => cache.invalidateQueries({ queryKey: keys.hints }),
  })
}
