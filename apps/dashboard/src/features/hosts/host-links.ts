/** The list of the hosts that fit all of these conditions; without any condition, all hosts. */
export function hostsHref(...conditions: readonly string[]): string {
  const q = conditions.filter((condition) => condition !== '').join(' ')
  return q === '' ? '/hosts' : `/hosts?${new URLSearchParams({ q }).toString()}`
}

/** The page of one host. */
export function hostHref(name: string): string {
  return `/hosts/${encodeURIComponent(name)}`
}

/** A query as one condition among others: it may hold alternatives. Empty stays empty. */
export function asCondition(q: string): string {
  return q.trim() === '' ? '' : `(${q.trim()})`
}
