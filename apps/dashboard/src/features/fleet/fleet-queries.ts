import type { FleetStatus } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LiftResult } from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const status = has<FleetStatus>('hosts', 'releases', 'runningRollbacks')
const lifted = has<LiftResult>('frozen')

/** The whole fleet in one answer. */
export function useFleetStatus() {
  return useQuery({
    queryKey: keys.status,
    queryFn: ({ signal }) => api.get('/status', { shape: status, signal }),
  })
}

/** Freezes the fleet: groups keep what they have until a person lifts it. Takes the reason. */
export function useFreeze() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => api.post('/fleet/freeze', { reason }, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.status }),
  })
}

/** Lifts the freeze that a rollback left. */
export function useLift() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => api.post('/fleet/lift', { reason }, lifted),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.status }),
  })
}
