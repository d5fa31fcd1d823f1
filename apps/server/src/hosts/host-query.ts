import { type HostQuery as Condition, parseHostQuery } from '@goherd/host-query'
import type { hostQuery } from '@goherd/protocol'
import type { z } from 'zod'
import { HOST_STATE } from '../groups/index.js'
import { queryInvalid } from './host-refusals.js'
import { asksForWanted, type Bind, querySql } from './query-sql.js'
import { versionPlace, WANTED_JOINS } from './version-sql.js'

type HostQuery = z.output<typeof hostQuery>

/** The hosts that fit, for a statement over host `h`, its group `g` and its status `s`. */
export interface HostSelect {
  /** `FROM …` with the joins that the condition and the order need. */
  readonly from: string
  /** `WHERE …`, or nothing when every host fits. */
  readonly where: string
  /** Values of `$1`, `$2` and so on. */
  readonly values: unknown[]
}

const FROM = `
  FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id`

/** What most needs a person first. */
const BY_URGENCY = `array_position(ARRAY['failed', 'drifted', 'updating', 'offline', 'in-sync', 'unmanaged'], ${HOST_STATE})`
const COLUMNS = {
  name: 'h.name',
  state: BY_URGENCY,
  group: 'g.name',
  actual: versionPlace('go'),
  wanted: versionPlace('wanted'),
  platform: 'h.platform',
  agentVersion: versionPlace('agent'),
  lastSeenAt: 's.seen_at',
} as const satisfies Record<NonNullable<HostQuery['sort']>, string>

/**
 * The hosts that fit a query, for any statement over them.
 * @param around `now` is what ages are counted from; `wanted` joins what WANTED_RELEASE needs, whatever the query asks for
 * @throws GoherdError `query_invalid` with the place in `q`
 */
export function hostSelect(
  { q, group, state, search, sort }: HostQuery,
  { now, wanted = false }: { readonly now: Date; readonly wanted?: boolean },
): HostSelect {
  const values: unknown[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const query = readQuery(q)
  const conditions = [
    ...(isEveryHost(query) ? [] : [querySql(query, { bind, now })]),
    ...(group === undefined ? [] : [`g.name = ${bind(group)}`]),
    ...(state === undefined ? [] : [`${HOST_STATE} = ${bind(state)}`]),
    ...words(search).map(
      (word) => `concat_ws(' ', h.name, g.name, h.platform, s.actual, h.labels::text) ILIKE ${bind(word)}`,
    ),
  ]
  const needsWanted = wanted || sort === 'wanted' || asksForWanted(query)
  const from = needsWanted ? `${FROM}${WANTED_JOINS}` : FROM
  return { from, where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values }
}

/** What a text in the language means. @throws GoherdError `query_invalid` */
function readQuery(q = ''): Condition {
  const parsed = parseHostQuery(q)
  if (!parsed.ok) throw queryInvalid(parsed.problem)
  return parsed.query
}

function isEveryHost(query: Condition): boolean {
  return query.kind === 'and' && query.parts.length === 0
}

/** The ORDER BY clause of a query; hosts without a value come last, and names decide between equals. */
export function hostOrder({ sort = 'name', order = 'asc' }: Pick<HostQuery, 'sort' | 'order'>): string {
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
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}
