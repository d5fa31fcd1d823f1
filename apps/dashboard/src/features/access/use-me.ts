import { type Action, type ActionContext, describeRefusal, refuse } from '@goherd/model'
import type { Me } from '@goherd/protocol'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const me = has<Me>('name', 'role')

/** Who is signed in. */
export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => api.get('/me', { shape: me, signal }),
    staleTime: 60_000,
  })
}

/** Why the signed-in person can't do something now, in one sentence; undefined when they can. */
export function useRefusal(action: Action, context: Omit<ActionContext, 'role'> = {}): string | undefined {
  const { data } = useMe()
  if (!data) return 'who you are is not known yet'
  const refusal = refuse(action, { role: data.role, ...context })
  return refusal && describeRefusal(refusal)
}
