import type { RollbackView } from '@goherd/protocol'

/** The figures of a running or finished rollback. */
export interface RollbackFigures {
  /** Hosts that answer; the others are debt. */
  readonly live: number
  readonly proved: number
  /** Since the start, or from start to finish, in milliseconds. */
  readonly elapsedMs: number
  /** Proved hosts per second up to the last proof; null before the first. */
  readonly rate: number | null
}

/** Works the figures out for `now`, milliseconds since 1970. */
export function rollbackFigures(rollback: RollbackView, now: number): RollbackFigures {
  const startedAt = Date.parse(rollback.startedAt)
  const until = rollback.finishedAt === null ? now : Date.parse(rollback.finishedAt)
  const lastProofMs = Math.max(0, ...rollback.provedHosts.map(({ afterMs }) => afterMs))
  return {
    live: Math.max(0, rollback.hosts - rollback.debt.length),
    proved: rollback.proved,
    elapsedMs: Math.max(0, until - startedAt),
    rate: lastProofMs === 0 ? null : (rollback.provedHosts.length * 1000) / lastProofMs,
  }
}

/** A rate for people: one digit below ten, none above. */
export function formatRate(rate: number | null): string {
  if (rate === null) return 'none yet'
  return rate < 10 ? `${rate.toFixed(1)} hosts/s` : `${Math.floor(rate).toLocaleString('en-US')} hosts/s`
}

/** Whole seconds until a plan expires, never below zero. */
export function secondsLeft(expiresAt: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 1000))
}
