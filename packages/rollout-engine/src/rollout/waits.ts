/** Why a rollout does not go on at this moment, as data. Several may hold at once. Times are milliseconds since 1970. */
export type Wait =
  | { readonly kind: 'start-time'; readonly at: number }
  | { readonly kind: 'window'; readonly opensAt: number | null }
  | { readonly kind: 'frozen'; readonly reason: string }
  | { readonly kind: 'paused' }
  /** `waiting` hosts would start, were there a free slot. */
  | { readonly kind: 'hosts'; readonly updating: number; readonly waiting: number }
  | { readonly kind: 'soak'; readonly until: number }
  | { readonly kind: 'gate'; readonly gate: string }
  | { readonly kind: 'approval'; readonly have: number; readonly need: number }
  | { readonly kind: 'reverting'; readonly hosts: number }

/** When a wait may end by the clock alone; null when something else has to happen. */
export function endsAt(wait: Wait): number | null {
  switch (wait.kind) {
    case 'start-time':
      return wait.at
    case 'window':
      return wait.opensAt
    case 'soak':
      return wait.until
    case 'frozen':
    case 'paused':
    case 'hosts':
    case 'gate':
    case 'approval':
    case 'reverting':
      return null
  }
}
