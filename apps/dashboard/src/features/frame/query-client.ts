import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ProblemError } from '../../api/problem-error'
import { signInPath } from '../access/next-path'

/** Pages that a person without a session may see. */
const OPEN = ['/sign-in', '/setup', '/welcome']

function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return
  const { pathname, search } = window.location
  if (!OPEN.includes(pathname)) window.location.assign(signInPath(pathname + search))
}

/** Tries again what may pass by itself (no answer, a server that restarts), never a refusal. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ProblemError && (error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false },
    },
  })
}
