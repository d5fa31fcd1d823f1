/** What `doctor --fix` can do by itself, and safely. */
export type Repair =
  | { readonly kind: 'make-folders' }
  | { readonly kind: 'set-mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'clear-away' }
  | { readonly kind: 'put-on-path' }
  /** Through the state machine, with snapshot, check and way back. */
  | { readonly kind: 'use'; readonly release: string }
  | { readonly kind: 'set-aside'; readonly paths: readonly string[] }

/** What one check found. */
export interface Finding {
  /** Stable: scripts may look for it. */
  readonly id: string
  /** `warn`: builds work, but something may hurt one day. `fail`: something does not work. */
  readonly status: 'ok' | 'warn' | 'fail'
  /** One sentence. */
  readonly says: string
  /** What a person can do; null when nothing needs to be done. */
  readonly fix: string | null
  readonly repair: Repair | null
}

/** All is well. */
export function ok(id: string, says: string): Finding {
  return { id, status: 'ok', says, fix: null, repair: null }
}

/** Something may hurt one day. */
export function warn(id: string, says: string, fix: string, repair: Repair | null = null): Finding {
  return { id, status: 'warn', says, fix, repair }
}

/** Something does not work. */
export function fail(id: string, says: string, fix: string, repair: Repair | null = null): Finding {
  return { id, status: 'fail', says, fix, repair }
}
