'use client'

import { HOST_STATES } from '@goherd/model'
import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { HostQuery } from '../../api/answers'

/** What the list can be sorted by. */
export const SORTS = ['name', 'state', 'group', 'actual', 'platform', 'agentVersion', 'lastSeenAt'] as const

const filters = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(200) }),
  group: parseAsString,
  state: parseAsStringLiteral(HOST_STATES),
  sort: parseAsStringLiteral(SORTS).withDefault('name'),
  order: parseAsStringLiteral(['asc', 'desc']).withDefault('asc'),
}

/** The filters and the order of the host list, kept in the address. */
export function useHostFilters() {
  const [values, set] = useQueryStates(filters)
  return { filters: values, set }
}

export type HostFilters = ReturnType<typeof useHostFilters>

/** What the server is asked for. */
export function toHostQuery({ q, group, state, sort, order }: HostFilters['filters']): HostQuery {
  return {
    sort,
    order,
    ...(q === '' ? {} : { q }),
    ...(group === null ? {} : { group }),
    ...(state === null ? {} : { state }),
  }
}
