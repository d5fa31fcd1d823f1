import type { RolloutCommandRequest, RolloutPlan, RolloutRequest, RolloutView } from '@goherd/protocol'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  RolloutEvents,
  RolloutHosts,
  RolloutHostsQuery,
  RolloutList,
  StartRollout,
} from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { useConnectionState } from '../../live/live-provider'
import { keys } from '../../live/query-keys'

const rolloutPlan = has<RolloutPlan>('hash', 'stages', 'hosts')
const rolloutView = has<RolloutView>('id', 'state', 'stages', 'commands')
const rolloutList = has<RolloutList>('rollouts')
const rolloutHosts = has<RolloutHosts>('hosts', 'total')
const rolloutEvents = has<RolloutEvents>('events')

/** How often a running rollout is asked for while the socket is down, in milliseconds. */
const POLL_MS = 3_000

const path = (id: string) => `/rollouts/${encodeURIComponent(id)}`

/** Every rollout, the newest first. */
export function useRollouts() {
  return useQuery({
    queryKey: keys.rollouts,
    queryFn: ({ signal }) => api.get('/rollouts', { shape: rolloutList, signal }),
  })
}

/** One rollout. The socket keeps it current; while that is down a running one is asked for again and again. */
export function useRollout(id: string) {
  const live = useConnectionState().kind === 'live'
  return useQuery({
    queryKey: keys.rollout(id),
    queryFn: ({ signal }) => api.get(path(id), { shape: rolloutView, signal }),
    refetchInterval: ({ state }) =>
      !live && state.data !== undefined && state.data.state !== 'finished' ? POLL_MS : false,
  })
}

/** One page of a rollout's hosts, as the server filters them. */
export function useRolloutHosts(id: string, query: RolloutHostsQuery) {
  return useQuery({
    queryKey: keys.rolloutHostPage(id, query),
    queryFn: ({ signal }) =>
      api.get(`${path(id)}/hosts`, { shape: rolloutHosts, signal, query: { ...query } }),
    placeholderData: keepPreviousData,
  })
}

/** What happened in a rollout. */
export function useRolloutEvents(id: string) {
  return useQuery({
    queryKey: keys.rolloutEvents(id),
    queryFn: ({ signal }) => api.get(`${path(id)}/events`, { shape: rolloutEvents, signal }),
  })
}

/** What the server would do with a request; nothing changes by it. Not asked for while there is none to ask. */
export function useRolloutPlan(request: RolloutRequest | null) {
  return useQuery({
    queryKey: keys.rolloutPlan(request),
    queryFn: () => api.post('/rollouts/plan', request, rolloutPlan),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  })
}

/** Starts what was planned. */
export function useStartRollout() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: StartRollout) => api.post('/rollouts', body, rolloutView),
    onSuccess: (started) => {
      cache.setQueryData(keys.rollout(started.id), started)
      void cache.invalidateQueries({ queryKey: keys.rollouts })
      return cache.invalidateQueries({ queryKey: keys.status })
    },
  })
}

/** Asks something of a rollout. What it answers is shown; nothing is assumed before. */
export function useRolloutCommand(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: RolloutCommandRequest) => api.post(`${path(id)}/commands`, body, rolloutView),
    onSuccess: (rollout) => {
      cache.setQueryData(keys.rollout(id), rollout)
      return cache.invalidateQueries({ queryKey: keys.rolloutEvents(id) })
    },
  })
}
