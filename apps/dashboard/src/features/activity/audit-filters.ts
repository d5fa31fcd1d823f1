import type { AuditFilter } from '../../api/answers'

export const OUTCOMES = ['done', 'refused', 'failed'] as const

/** The filters as the address has them; days are of UTC, as the log's times are. */
export interface ActivityFilters {
  readonly q: string
  readonly target: string
  readonly actor: string | null
  readonly action: string | null
  readonly outcome: (typeof OUTCOMES)[number] | null
  readonly from: string | null
  readonly to: string | null
}

const DAY = /^\d{4}-\d\d-\d\d$/

function isDay(text: string | null): text is string {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text))
}

/** What the server is asked for. A day that is none, as somebody may type into the address, is left out. */
export function toAuditFilter({ q, target, actor, action, outcome, from, to }: ActivityFilters): AuditFilter {
  return {
    ...(q.trim() === '' ? {} : { search: q.trim() }),
    ...(target === '' ? {} : { target }),
    ...(actor === null ? {} : { actor }),
    ...(action === null ? {} : { action }),
    ...(outcome === null ? {} : { outcome }),
    ...(isDay(from) ? { since: `${from}T00:00:00.000Z` } : {}),
    ...(isDay(to) ? { until: `${to}T23:59:59.999Z` } : {}),
  }
}

/** Where the log that fits a filter is had as a file. */
export function exportAddress(filter: AuditFilter, format: 'csv' | 'ndjson'): string {
  const asked = new URLSearchParams({ format })
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) asked.set(name, value)
  return `/api/audit/export?${asked}`
}

/** Actions with the nouns of several of them before: `rollback` stands for all that begin with it. */
export function actionChoices(actions: readonly string[]): readonly string[] {
  const nouns = actions.map((action) => action.split('.')[0] ?? action)
  const shared = nouns.filter((noun, at) => nouns.indexOf(noun) !== at)
  return [...new Set([...shared, ...actions])].sort()
}
