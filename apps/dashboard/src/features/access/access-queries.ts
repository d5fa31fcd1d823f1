import type { Role } from '@goherd/model'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  ApiTokenList,
  CreateApiToken,
  CreatedApiToken,
  InvitedPerson,
  InvitePerson,
  PeopleList,
  Person,
} from '../../api/answers'
import { api } from '../../api/client'
import { anything, has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const tokenList = has<ApiTokenList>('tokens')
const createdToken = has<CreatedApiToken>('token')
const peopleList = has<PeopleList>('people')
const person = has<Person>('id', 'role')
const invited = has<InvitedPerson>('link')

/** API tokens: one's own, or everybody's for an administrator. */
export function useApiTokens() {
  return useQuery({
    queryKey: keys.apiTokens,
    queryFn: ({ signal }) => api.get('/access/tokens', { shape: tokenList, signal }),
  })
}

/** Makes an API token; its secret is in this answer and never again. */
export function useCreateApiToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateApiToken) => api.post('/access/tokens', body, createdToken),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.apiTokens }),
  })
}

/** Ends an API token. */
export function useRevokeApiToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/access/tokens/${encodeURIComponent(id)}`, anything),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.apiTokens }),
  })
}

/** Everybody who may sign in. Not asked for when the reader may not see it. */
export function usePeople(enabled: boolean) {
  return useQuery({
    queryKey: keys.people,
    queryFn: ({ signal }) => api.get('/people', { shape: peopleList, signal }),
    enabled,
  })
}

/** Invites a person; the answer has the one-time link to hand over. */
export function useInvite() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: InvitePerson) => api.post('/people', body, invited),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.people }),
  })
}

/** Gives a person another role. */
export function useChangeRole() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      api.patch(`/people/${encodeURIComponent(id)}`, { role }, person),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.people }),
  })
}
