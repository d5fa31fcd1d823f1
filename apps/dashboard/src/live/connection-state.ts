/** What the pill in the top bar says. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly since: number }
  | { readonly kind: 'stale'; readonly since: number }

/** After this long without a connection what is shown counts as stale, in milliseconds. */
export const STALE_AFTER_MS = 15_000

/** The state `now` (milliseconds since 1970) of a connection that was lost at `lostAt`, or never made when both are null. */
export function connectionState(connected: boolean, lostAt: number | null, now: number): ConnectionState {
  if (connected) return { kind: 'live' }
  if (lostAt === null) return { kind: 'connecting' }
  return now - lostAt >= STALE_AFTER_MS
    ? { kind: 'stale', since: lostAt }
    : { kind: 'reconnecting', since: lostAt }
}
