import type { HostEvidence, RollbackHostState } from '@goherd/rollout-engine'
import type { StoredEvidence } from './rollback.reader.js'

/** How long hosts are given, in milliseconds. */
export interface Patience {
  /** A live host that loses its connection has this long to come back before it is debt. */
  readonly graceMs: number
  /** After a restart of the server all hosts have to come back first, and they spread themselves over a minute. */
  readonly returnMs: number
  /** After this long, live hosts without proof make the rollback incomplete. */
  readonly deadlineMs: number
}

export const PATIENCE: Patience = { graceMs: 20_000, returnMs: 75_000, deadlineMs: 600_000 }

/** When things are, in milliseconds since 1970. */
export interface Moments {
  readonly now: number
  /** When this server started, and with it every connection was lost. */
  readonly bootedAt: number
}

/**
 * What the stored facts of a host mean for a rollback. undefined for a host that is debt and still away: nothing new was heard
 * of it, and after a restart of the server it must not count as live again.
 */
export function weighEvidence(
  stored: StoredEvidence,
  before: RollbackHostState | undefined,
  { now, bootedAt }: Moments,
  { graceMs, returnMs }: Patience,
): HostEvidence | undefined {
  const { id, proved, failure, superseded, online, seenAt } = stored
  if (!online && !proved && !superseded && before?.kind === 'debt') return undefined
  return { id, proved, failure, superseded, offlineForMs: online ? null : offlineFor() }

  function offlineFor(): number {
    if (seenAt === null) return Number.POSITIVE_INFINITY
    const lost = seenAt.getTime()
    // Seen by this server: it was this host that went. Else it was the server, and it gets the time to find its way back.
    return lost >= bootedAt ? now - lost : Math.max(0, now - bootedAt - (returnMs - graceMs))
  }
}
