import type { RollbackPlan, RollbackView } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PlanRequest, RollbackList, StartRollback } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { useConnectionState } from '../../live/live-provider'
import { keys } from '../../live/query-keys'

const rollbackPlan = has<RollbackPlan>('id', 'confirm', 'expiresAt')
const rollbackView = has<RollbackView>('id', 'state', 'proved')
const rollbackList = has<RollbackList>('rollbacks')

/** How often a running rollback is asked for while the socket is down, in milliseconds. */
const POLL_MS = 2_000

/** Earlier rollbacks, the newest first. */
export function useRollbacks() {
  return useQuery({
    queryKey: keys.rollbacks,
    queryFn: ({ signal }) => api.get('/rollbacks', { shape: rollbackList, signal }),
  })
}

/** One rollback. The socket keeps it current; while that is down a running one is asked for again and again. */
export function useRollback(id: string) {
  const live = useConnectionState().kind === 'live'
  return useQuery({
    queryKey: keys.rollback(id),
    queryFn: ({ signal }) => api.get(`/rollbacks/${encodeURIComponent(id)}`, { shape: rollbackView, signal }),
    refetchInterval: ({ state }) => (!live && state.data?.state === 'running' ? POLL_MS : false),
  })
}

/** Asks the server what a rollback would do. Nothing changes by it. */
export function usePlanRollback() {
  return useMutation({ mutationFn: (body: PlanRequest) => api.post('/rollbacks/plan', body, rollbackPlan) })
}

/** Carries out a plan that still holds. */
export function useStartRollback() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: StartRollback) => api.post('/rollbacks', body, rollbackView),
    onSuccess: (started) => {
      cache.setQueryData(keys.rollback(started.id), started)
      return cache.invalidateQueries({ queryKey: keys.status })
    },
  })
}
