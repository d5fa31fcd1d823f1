import { hostTerm } from '@goherd/host-query'
import type { BulkRequest, BulkResult, HostSelection } from '@goherd/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { HostQuery } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import { asCondition } from './host-links'
import type { Selection } from './selection'

const bulkResult = has<BulkResult>('done', 'refused')

/** Everything that the list is narrowed by, as one query. */
export function wholeQuery({ q = '', group, state }: HostQuery): string {
  return [
    group === undefined && state === undefined ? q : asCondition(q),
    group === undefined ? '' : hostTerm('group', group),
    state === undefined ? '' : hostTerm('state', state),
  ]
    .filter((condition) => condition !== '')
    .join(' ')
}

/** The marked hosts as the server is told of them. All that fit go with their number: should it have changed, nothing is done. */
export function toHostSelection(selection: Selection, q: string): HostSelection {
  return selection.kind === 'all'
    ? { kind: 'query', q, expected: selection.total }
    : { kind: 'named', names: [...selection.names] }
}

/** True when no host did it: what was asked for stays on the page then, with the reasons. */
export function wasRefused({ done, refused }: BulkResult): boolean {
  return done === 0 && refused.length > 0
}

/**
 * Does one thing to many hosts.
 * @param onDone told before anything is fetched again, also when what asked is gone by then, as the page of a removed host is
 */
export function useBulk(onDone?: (result: BulkResult) => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (request: BulkRequest) => api.post('/hosts/bulk', request, bulkResult),
    onSuccess: (result) => {
      if (!wasRefused(result)) onDone?.(result)
      return Promise.all([
        cache.invalidateQueries({ queryKey: keys.hosts }),
        cache.invalidateQueries({ queryKey: keys.hostPages }),
        cache.invalidateQueries({ queryKey: keys.groups }),
      ])
    },
  })
}
