import type { AttentionItem, FleetHistory, FleetStatus } from '@goherd/protocol'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LiftResult } from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const status = has<FleetStatus>('hosts', 'releases', 'runningRollbacks')
const history = has<FleetHistory>('samples')
const attention = has<{ items: AttentionItem[] }>('items')
const lifted = has<LiftResult>('frozen')

/** The whole fleet in one answer. */
export function useFleetStatus() {
  return useQuery({
    queryKey: keys.status,
    queryFn: ({ signal }) => api.get('/status', { shape: status, signal }),
  })
}

/** A minute is the shortest step between two samples. */
const HISTORY_MS = 60_000
/** Nobody waits for this list to move; what is urgent in it comes with a message anyway. */
const ATTENTION_MS = 15_000

/** How many hosts were in which state, over so many hours up to now. */
export function useFleetHistory(hours: number) {
  return useQuery({
    queryKey: keys.fleetHistory(hours),
    queryFn: ({ signal }) => api.get('/fleet/history', { shape: history, signal, query: { hours } }),
    refetchInterval: HISTORY_MS,
    placeholderData: keepPreviousData,
  })
}

/** What needs a person, the most urgent first. */
export function useAttention() {
  return useQuery({
    queryKey: keys.attention,
    queryFn: ({ signal }) => api.get('/fleet/attention', { shape: attention, signal }),
    refetchInterval: ATTENTION_MS,
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
