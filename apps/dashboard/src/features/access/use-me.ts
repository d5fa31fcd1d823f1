import { type Action, type ActionContext, describeRefusal, refuse } from '@goherd/model'
import type { Me } from '@goherd/protocol'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import { describeGone, useReach } from '../frame/reach'

const me = has<Me>('name', 'role')

/** Who is signed in. */
export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => api.get('/me', { shape: me, signal }),
    staleTime: 60_000,
  })
}

/** Tried even when the server seems to be gone: nobody is kept from it by a guess about a connection. */
const ALWAYS_TRIED: readonly Action[] = ['rollback.plan', 'rollback.start']

/** Why the signed-in person can't do something now, in one sentence; undefined when they can. */
export function useRefusal(action: Action, context: Omit<ActionContext, 'role'> = {}): string | undefined {
  const { data } = useMe()
  const reach = useReach()
  if (!data) return 'who you are is not known yet'
  const refusal = refuse(action, { role: data.role, ...context })
  if (refusal) return describeRefusal(refusal)
  return ALWAYS_TRIED.includes(action) ? undefined : describeGone(reach)
}
