'use client'

import { createParser, debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { FILLS } from './fills'
import { type GroupBy, readGroupBy } from './grouping'

const groupBy = createParser<GroupBy>({ parse: readGroupBy, serialize: (by) => by })

const address = {
  group: groupBy.withDefault('group'),
  fill: parseAsStringLiteral(FILLS).withDefault('state'),
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(400) }),
  view: parseAsStringLiteral(['map', 'table']).withDefault('map'),
}

/** How the map is looked at, kept in the address. */
export function useMapAddress() {
  const [values, set] = useQueryStates(address)
  return { ...values, set }
}

export type MapAddress = ReturnType<typeof useMapAddress>
