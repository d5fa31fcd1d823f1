import type { hostQuery } from '@goherd/protocol'
import type { z } from 'zod'
import { HOST_STATE } from '../groups/index.js'

type HostQuery = z.output<typeof hostQuery>

/** What most needs a person first. */
const BY_URGENCY = `array_position(ARRAY['failed', 'drifted', 'updating', 'offline', 'in-sync', 'unmanaged'], ${HOST_STATE})`
/** Go's order of releases, by number. Made once for a statement, from the few releases there are. */
const BY_RELEASE = `array_position((
  SELECT array_agg(actual ORDER BY string_to_array(regexp_replace(actual, '^go|(beta|rc).*$', '', 'g'), '.')::numeric[])
    FROM (SELECT DISTINCT actual FROM host_status WHERE actual IS NOT NULL) active), s.actual)`
const COLUMNS = {
  name: 'h.name',
  state: BY_URGENCY,
  group: 'g.name',
  actual: BY_RELEASE,
  lastSeenAt: 's.seen_at',
} as const satisfies Record<NonNullable<HostQuery['sort']>, string>

/** The WHERE clause of a query and its values, over host `h`, its group `g` and its status `s`. */
export function hostConditions({ group, state, search }: HostQuery): { where: string; values: string[] } {
  const values: string[] = []
  const conditions: string[] = []
  const add = (condition: (parameter: string) => string, value: string) => {
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  if (group !== undefined) add((p) => `g.name = ${p}`, group)
  if (state !== undefined) {
    add((p) => `${HOST_STATE} = ${p}`, state)
  }
  for (const word of words(search)) {
    add((p) => `concat_ws(' ', h.name, g.name, h.platform, s.actual, h.labels::text) ILIKE ${p}`, `%${word}%`)
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
}

/** The ORDER BY clause of a query; hosts without a value come last, and names decide between equals. */
export function hostOrder({ sort = 'name', order = 'asc' }: HostQuery): string {
  const direction = order === 'asc' ? 'ASC' : 'DESC'
  const first = `${COLUMNS[sort]} ${direction} NULLS LAST`
  return `ORDER BY ${first}${sort === 'name' ? '' : ', h.name ASC'}`
}

/** At most eight words, each of which must occur, with what LIKE would take for a pattern made plain. */
function words(search = ''): string[] {
  return search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => word.replace(/[\\%_]/g, '\\$&'))
}
