import type { DrillView } from '@goherd/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DrillList, DrillSchedules } from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import { isGoing } from './drill-state'

const drillList = has<DrillList>('drills')
const drillView = has<DrillView>('id', 'state')
const schedules = has<DrillSchedules>('schedules')

/** How often a drill that goes on is asked for, in milliseconds. */
const POLL_MS = 1_500

/** Every drill, the newest first. */
export function useDrills() {
  return useQuery({
    queryKey: keys.drills,
    queryFn: ({ signal }) => api.get('/drills', { shape: drillList, signal }),
    refetchInterval: ({ state }) => (state.data?.drills.some(isGoing) ? POLL_MS : false),
  })
}

/** How often each group is rehearsed by itself. */
export function useDrillSchedules() {
  return useQuery({
    queryKey: keys.drillSchedules,
    queryFn: ({ signal }) => api.get('/drills/schedules', { shape: schedules, signal }),
  })
}

/** Rehearses the rollback on one host of a group. */
export function useStartDrill(group: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => api.post('/drills', { group }, drillView),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.drills }),
  })
}

/** Says how often a group is rehearsed, in days; null: never. */
export function useScheduleDrills(group: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (everyDays: number | null) => api.put('/drills/schedules', { group, everyDays }, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.drillSchedules }),
  })
}
