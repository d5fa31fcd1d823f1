/** What a rollback knows of one of its hosts. `proved` is final; the others follow what is heard. */
export type RollbackHostState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'proved' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'debt'; readonly reason: string }

/** What is heard of a host at the moment. */
export interface HostEvidence {
  readonly id: string
  /** The host's digest equals the expected one, reported at the rollback's epoch or a newer one of the same target. */
  readonly proved: boolean
  /** Milliseconds since the connection was lost; null while it is connected. */
  readonly offlineForMs: number | null
  /** The reason of the newest failure at the rollback's epoch. */
  readonly failure: string | null
  /** A newer assignment with another target concerns the host. */
  readonly superseded: boolean
}

export type RollbackState = 'running' | 'complete' | 'incomplete' | 'superseded'

/** How long things may take. */
export interface RollbackPatience {
  /** A host that lost its connection a shorter time ago still counts as live, in milliseconds. */
  readonly graceMs: number
  /** After this long, live hosts without proof make the rollback incomplete, in milliseconds. */
  readonly deadlineMs: number
}

export interface RollbackProgress {
  readonly state: RollbackState
  readonly hosts: ReadonlyMap<string, RollbackHostState>
}

/** Folds one host's evidence into its state. */
export function settleHost(
  before: RollbackHostState,
  evidence: HostEvidence,
  graceMs: number,
): RollbackHostState {
  if (before.kind === 'proved' || evidence.proved) return { kind: 'proved' }
  if (evidence.superseded) return before
  if (evidence.offlineForMs !== null && evidence.offlineForMs >= graceMs)
    return { kind: 'debt', reason: 'offline' }
  if (evidence.failure !== null) return { kind: 'failed', reason: evidence.failure }
  return { kind: 'pending' }
}

/**
 * The next state of a rollback, from what it knew, what is heard of its hosts, and the time since it started. It is complete
 * when at least one host proved and every host is proved or offline; a host without evidence keeps its state.
 */
export function settleRollback(
  before: RollbackProgress,
  heard: readonly HostEvidence[],
  { elapsedMs, patience }: { readonly elapsedMs: number; readonly patience: RollbackPatience },
): RollbackProgress {
  const hosts = new Map(before.hosts)
  for (const evidence of heard) {
    const known = hosts.get(evidence.id)
    if (known) hosts.set(evidence.id, settleHost(known, evidence, patience.graceMs))
  }
  return {
    hosts,
    state: nextState(before.state, { hosts, heard, overdue: elapsedMs >= patience.deadlineMs }),
  }
}

function nextState(
  before: RollbackState,
  {
    hosts,
    heard,
    overdue,
  }: { hosts: ReadonlyMap<string, RollbackHostState>; heard: readonly HostEvidence[]; overdue: boolean },
): RollbackState {
  if (before === 'complete' || before === 'superseded') return before
  const count = { pending: 0, proved: 0, failed: 0, debt: 0 }
  for (const host of hosts.values()) count[host.kind] += 1
  const open = count.pending + count.failed
  if (open === 0 && count.proved > 0) return 'complete'
  const superseded = heard.some(
    (evidence) => evidence.superseded && hosts.get(evidence.id)?.kind !== 'proved',
  )
  if (superseded) return 'superseded'
  // Nobody is there to prove anything: that is no success.
  if (open === 0 || overdue) return 'incomplete'
  return before === 'incomplete' ? 'incomplete' : 'running'
}
