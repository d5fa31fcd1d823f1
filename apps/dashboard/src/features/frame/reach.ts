'use client'

import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { anything } from '../../api/shape'
import { useConnectionState } from '../../live/live-provider'
import { clockTime } from '../../ui/relative-time'

/** How often the server is asked while nothing comes over the socket, in milliseconds. */
const PROBE_MS = 5_000

/** Whether the server can be asked. `cut`: it answers, only live changes do not come. */
export type Reach = { readonly kind: 'ok' } | { readonly kind: 'cut' | 'gone'; readonly since: number }

/** What the socket's silence means: the server is gone, or only the socket is. */
export function useReach(): Reach {
  const state = useConnectionState()
  const isStale = state.kind === 'stale'
  const probe = useQuery({
    queryKey: ['reach'],
    queryFn: ({ signal }) => api.get('/me', { shape: anything, signal }),
    enabled: isStale,
    refetchInterval: isStale ? PROBE_MS : false,
    retry: false,
    staleTime: 0,
  })
  return isStale ? reachOf(state.since, probe) : { kind: 'ok' }
}

/** What the last probe says; before there was one the server counts as gone. */
export function reachOf(
  since: number,
  { isSuccess, dataUpdatedAt }: { readonly isSuccess: boolean; readonly dataUpdatedAt: number },
): Reach {
  return { kind: isSuccess && dataUpdatedAt > since ? 'cut' : 'gone', since }
}

/** Why nothing can be asked of the server now; undefined when it can. */
export function describeGone(reach: Reach): string | undefined {
  return reach.kind === 'gone'
    ? `the server was not heard since ${clockTime(reach.since)}; this works again when it is back`
    : undefined
}
