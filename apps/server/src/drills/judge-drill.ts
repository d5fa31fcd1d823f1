/** Where a drill is. */
export type DrillState = 'going-back' | 'going-forth' | 'passed' | 'failed'

/** A drill that is under way. */
export interface OpenDrill {
  readonly state: 'going-back' | 'going-forth'
  /** When the order that it waits for was given, in milliseconds since 1970. */
  readonly orderedAt: number
}

/** What is known of its host. */
export interface DrillEvidence {
  /** Whether its host was removed from the server. */
  readonly removed: boolean
  /** Whether the drill's order is still the newest word to the host. */
  readonly current: boolean
  readonly online: boolean
  /** Whether the host proved by digest that it is where the order sent it. */
  readonly proved: boolean
  /** Why it could not carry the order out. */
  readonly failure: string | null
  /** How long the group lets a switch wait for running builds, in milliseconds. */
  readonly drainMs: number
}

/** What comes next. */
export type DrillVerdict =
  | { readonly kind: 'wait'; readonly until: number }
  /** It went back: it is sent forth again, or has passed if it is forth. */
  | { readonly kind: 'arrived'; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly says: string; readonly sendForth: boolean }

/** How long each way may take besides waiting for builds, in milliseconds. */
export const DRILL_DEADLINE_MS = 300_000

/** Judges a drill by what is known of its host at a moment. */
export function judgeDrill(
  { state, orderedAt }: OpenDrill,
  evidence: DrillEvidence,
  now: number,
): DrillVerdict {
  if (evidence.removed) {
    return { kind: 'failed', says: 'its host was removed from the server meanwhile', sendForth: false }
  }
  // Whoever spoke to the host since is to be obeyed: sending it forth now could undo an emergency rollback.
  if (!evidence.current) {
    return {
      kind: 'failed',
      says: 'overtaken: the host was assigned something else meanwhile',
      sendForth: false,
    }
  }
  if (evidence.proved) return { kind: 'arrived', tookMs: Math.max(0, now - orderedAt) }
  const sendForth = state === 'going-back'
  const way = sendForth ? 'back' : 'forth'
  if (evidence.failure !== null) {
    return { kind: 'failed', says: `it could not go ${way}: ${evidence.failure}`, sendForth }
  }
  const until = orderedAt + DRILL_DEADLINE_MS + evidence.drainMs
  if (now < until) return { kind: 'wait', until }
  const seconds = Math.round((until - orderedAt) / 1000)
  const because = evidence.online ? '' : '; it is offline'
  return { kind: 'failed', says: `no proof of the way ${way} within ${seconds} s${because}`, sendForth }
}
