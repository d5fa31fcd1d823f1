import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  CreatedEnrollmentToken,
  CreateEnrollmentToken,
  EnrollmentToken,
  EnrollmentTokenList,
} from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'

const tokenList = has<EnrollmentTokenList>('tokens')
const created = has<CreatedEnrollmentToken>('token')
const revoked = has<EnrollmentToken>('id')

/** The tokens with which hosts may enroll. */
export function useEnrollmentTokens() {
  return useQuery({
    queryKey: keys.enrollmentTokens,
    queryFn: ({ signal }) => api.get('/enrollment/tokens', { shape: tokenList, signal }),
  })
}

/** Makes a token; its secret is in this answer and never again. */
export function useCreateEnrollmentToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateEnrollmentToken) => api.post('/enrollment/tokens', body, created),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.enrollmentTokens }),
  })
}

/** Ends a token before its time. */
export function useRevokeEnrollmentToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/enrollment/tokens/${encodeURIComponent(id)}`, revoked),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.enrollmentTokens }),
  })
}
