'use client'

import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { OUTCOMES } from './audit-filters'

const typed = parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) })
const filters = {
  q: typed,
  target: typed,
  actor: parseAsString,
  action: parseAsString,
  outcome: parseAsStringLiteral(OUTCOMES),
  from: parseAsString,
  to: parseAsString,
}

/** The filters of the activity, kept in the address. */
export function useActivityFilters() {
  const [values, set] = useQueryStates(filters)
  return { filters: values, set }
}

export type SetActivityFilters = ReturnType<typeof useActivityFilters>['set']
