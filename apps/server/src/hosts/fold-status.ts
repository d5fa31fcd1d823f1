import { compare, type DesiredState, goSource, hostState, observedRelease, ofManagedGo } from '@goherd/model'
import type { HostReport } from '@goherd/protocol'
import type { HostIdentity, HostStatus } from './host-status.js'

/** What a host should have: its newest assignment, as folding needs it. */
export interface WantedState {
  readonly epoch: number
  readonly desired: DesiredState
  /** The digest a host computes once it is there; null while this server has not read the archive itself. */
  readonly expectedProof: string | null
}

/** The part of a report that makes a status. */
export type StatusReport = Pick<HostReport, 'seq' | 'epoch' | 'observed' | 'phase' | 'maintenance'>

/** What is known besides the report. `wanted` is undefined while nothing is assigned. */
export interface Circumstances {
  readonly host: Pick<HostIdentity, 'managed'>
  readonly wanted: WantedState | undefined
  readonly online: boolean
}

/** A status with its state word and proof made anew from the rest of it: after a connection, a report or an assignment. */
export function restate(status: HostStatus, { host, wanted, online }: Circumstances): HostStatus {
  const heard = wanted !== undefined && status.epoch >= wanted.epoch
  return {
    ...status,
    online,
    proved: heard && wanted.expectedProof !== null && status.proof === wanted.expectedProof,
    state: hostState({
      managed: host.managed && wanted !== undefined,
      online,
      phase: status.phase,
      wantedEpoch: wanted?.epoch ?? 0,
      reportedEpoch: status.epoch,
      drift: status.drift,
    }),
  }
}

/**
 * The status after a report. Drift is taken against what is wanted now, also when the agent has not heard of it yet. A report
 * that is not newer than the committed one changes nothing but the connection.
 */
export function foldReport(before: HostStatus, report: StatusReport, around: Circumstances): HostStatus {
  if (report.seq <= before.seq) return restate(before, around)
  const { wanted } = around
  const wasReached = wanted !== undefined && before.reached >= wanted.epoch
  const drift = wanted ? compare(wanted.desired, report.observed, { reached: wasReached }) : []
  const isThere = wanted !== undefined && ofManagedGo(drift).length === 0 && report.epoch >= wanted.epoch
  const heard: HostStatus = {
    ...before,
    seq: report.seq,
    epoch: report.epoch,
    reached: isThere ? Math.max(before.reached, wanted.epoch) : before.reached,
    phase: report.phase.kind,
    failure: report.phase.kind === 'failed' ? (report.phase.error?.message ?? 'the change failed') : null,
    actual: observedRelease(report.observed),
    proof: report.observed.proof,
    drift,
    maintenance: report.maintenance ?? null,
    goSource: goSource(report.observed.effective),
  }
  return restate(heard, around)
}
