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

/** Does one thing to many hosts. */
export function useBulk() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (request: BulkRequest) => api.post('/hosts/bulk', request, bulkResult),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.hosts }),
        cache.invalidateQueries({ queryKey: keys.hostPages }),
        cache.invalidateQueries({ queryKey: keys.groups }),
      ]),
  })
}
