import type { DesiredState, Drift, GoSettings, ObservedBytes } from '@goherd/model'
import type { AgentBundle, ArchiveRef, Assignment, Failure, HostEvent, Maintenance } from '@goherd/protocol'

/** An assignment whose signature, scope and digest were checked, cut down to what this host needs of it. */
export interface Accepted {
  readonly epoch: number
  readonly desired: DesiredState
  /** The archive for this host's platform; null when the assignment names none. */
  readonly archive: ArchiveRef | null
  /** The agent's own bundle for this host's platform, where the policy names a version and the server has it. */
  readonly agent?: AgentBundle | undefined
  readonly origin: Assignment['origin']
  readonly urgent: boolean
  readonly reason: string
}

/** Where a change goes back to when its check fails: what was active before it. */
export interface Standing {
  /** null when no managed release was active. */
  readonly release: string | null
  /** Where a link led that was not one of Goherd's; null otherwise. It is put back as it was. */
  readonly elsewhere: string | null
  readonly settings: GoSettings
}

/**
 * The record of a change that has reached the disk's visible part. It is saved before the rename, so that an agent that was
 * killed anywhere between the rename and the check knows what it was doing.
 */
export interface Journal {
  /** The assignment's epoch, or null for a change that somebody asked for on the machine itself. */
  readonly epoch: number | null
  readonly target: DesiredState
  readonly from: Standing
  readonly scope: ChangeScope
  /** `back` from the moment the check failed until the previous state stands again. */
  readonly direction: 'forward' | 'back'
  /** Why it goes back. */
  readonly error: Failure | null
}

/** `link`: the current link moves to another tree. `settings`: only go.env of the current tree is replaced. */
export type ChangeScope = 'link' | 'settings'

/** The last failure of an epoch, kept so that a restart doesn't start over hot. */
export interface FailedAttempt {
  /** null when no assignment was involved: a local change that could not be taken back yet. */
  readonly epoch: number | null
  readonly error: Failure
  /** How often in a row this epoch failed. */
  readonly attempts: number
  /** Milliseconds since 1970. */
  readonly retryAt: number
}

/** What the last checks said of the tree that was current then. */
export interface Checked {
  readonly release: string
  readonly bytes: ObservedBytes
  /** What `go version` answered, as a release name; null when there was no answer. */
  readonly goVersion: string | null
}

/** A wait for running builds, kept so that a kill in it does not begin it anew. */
export interface Drain {
  readonly epoch: number
  /** Milliseconds since 1970. */
  readonly since: number
  readonly until: number
}

/**
 * How it stands with drift that the host puts right by itself:
 * calm: nothing to do. mending: `found` is being put right. pausing: it came back, and is put right again from `until` on (milliseconds
 * since 1970). stopped: it came back too often; put right again once the host has stood as assigned for an hour, since `calmSince`.
 */
export type CorrectionStand =
  | { readonly kind: 'calm' }
  | { readonly kind: 'mending'; readonly found: string }
  | { readonly kind: 'pausing'; readonly until: number }
  | { readonly kind: 'stopped'; readonly calmSince: number | null }

/** What a host did about drift since it reached an assignment whose group wants drift put right. */
export interface Correction {
  /** The assignment it is about; a newer one begins anew. */
  readonly epoch: number
  /** What was put right of late and when that began (milliseconds since 1970), oldest first. */
  readonly recent: readonly { readonly kinds: readonly Drift['kind'][]; readonly at: number }[]
  readonly stand: CorrectionStand
}

/** Everything of an agent that survives a restart. Written whole, before any effect that depends on it. */
export interface Memory {
  readonly accepted: Accepted | null
  /** The newest epoch whose state was reached once. What differs afterwards is drift, not unfinished work. */
  readonly reachedEpoch: number
  readonly journal: Journal | null
  readonly failure: FailedAttempt | null
  readonly checked: Checked | null
  /** When every byte of the current tree is read again, milliseconds since 1970; null until the first start. */
  readonly nextVerifyAt: number | null
  /** When the next daily snapshot is due, milliseconds since 1970; null until the first start. */
  readonly nextSnapshotAt: number | null
  /** Changes since the last snapshot that was taken for their number. */
  readonly changes: number
  readonly drain: Drain | null
  /** null: nothing was put right since the newest assignment. */
  readonly correction: Correction | null
  /** The maintenance lock as it was told last; what the host's timeline says of it follows from this. */
  readonly hold: Maintenance | null
  /** The sequence number of the last report that was composed. */
  readonly seq: number
  /** Events no report has been acknowledged for, oldest first. */
  readonly events: readonly HostEvent[]
}

/** The memory of an agent that has never run. */
export const BLANK_MEMORY: Memory = {
  accepted: null,
  reachedEpoch: 0,
  journal: null,
  failure: null,
  checked: null,
  nextVerifyAt: null,
  nextSnapshotAt: null,
  changes: 0,
  drain: null,
  correction: null,
  hold: null,
  seq: 0,
  events: [],
}

/** True while the newest accepted assignment has not been reached, or is being reached anew after drift. */
export function isPending(memory: Memory): boolean {
  return isAhead(memory) || mendingOf(memory) !== null
}

/** Is the newest accepted assignment one that this host has never reached? */
export function isAhead({ accepted, reachedEpoch }: Memory): boolean {
  return accepted !== null && accepted.epoch > reachedEpoch
}

/** Is it an emergency on its way, which nothing holds up? What is put right after it was reached is none. */
export function isUrgent(memory: Memory): boolean {
  return memory.accepted?.urgent === true && isAhead(memory)
}

/** The drift that is being put right, in words; null while none is. */
export function mendingOf({ accepted, correction }: Memory): string | null {
  if (correction === null || correction.epoch !== accepted?.epoch) return null
  return correction.stand.kind === 'mending' ? correction.stand.found : null
}
