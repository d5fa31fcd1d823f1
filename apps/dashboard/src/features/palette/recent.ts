/** A page that was open. */
export interface Visit {
  readonly path: string
  readonly label: string
}

const KEY = 'goherd:recent'
const MOST = 8

/** Puts a visit first; a page is in the list once. */
export function withVisit(visits: readonly Visit[], visit: Visit): Visit[] {
  return [visit, ...visits.filter(({ path }) => path !== visit.path)].slice(0, MOST)
}

/** Reads what was stored; whatever does not look like visits counts as none. */
export function parseVisits(text: string | null): Visit[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? found.filter(isVisit).slice(0, MOST) : []
  } catch {
    return []
  }
}

function isVisit(value: unknown): value is Visit {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'label') === 'string' &&
    /^\/(?!\/)/.test(String(Reflect.get(value, 'path')))
  )
}

/** The last pages of this browser tab, the newest first. */
export function recentVisits(): Visit[] {
  return parseVisits(sessionStorage.getItem(KEY))
}

/** Remembers that a page was open. */
export function remember(visit: Visit): void {
  sessionStorage.setItem(KEY, JSON.stringify(withVisit(recentVisits(), visit)))
}
