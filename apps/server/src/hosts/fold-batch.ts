import type { EventWrite, PresenceWrite, ProfileWrite, StatusWrite } from './flush-statement.js'
import { type Circumstances, foldReport, restate } from './fold-status.js'
import type { KnownHost } from './host.reader.js'
import type { HostChange } from './host-changes.js'
import type { Taken } from './report-inbox.js'

/** What one flush is about. */
export interface Batch {
  readonly reports: readonly Taken[]
  /** Hosts whose connection opened or closed. */
  readonly presence: readonly string[]
}

/** What a flush writes, and what has changed once it is committed. */
export interface FoldedBatch {
  readonly statuses: StatusWrite[]
  readonly presence: PresenceWrite[]
  readonly events: EventWrite[]
  readonly profiles: ProfileWrite[]
  readonly changes: HostChange[]
  /** Reports of hosts that are no longer enrolled. */
  readonly strangers: Taken[]
}

/** The hosts a batch speaks of, each once. */
export function hostsOf({ reports, presence }: Batch): string[] {
  return [...new Set([...reports.map(({ hostId }) => hostId), ...presence])]
}

/** Folds a batch into rows. A host that both reported and connected is written once, by its report when that is news. */
export function foldBatch(
  batch: Batch,
  known: ReadonlyMap<string, KnownHost>,
  around: (host: KnownHost) => Circumstances,
): FoldedBatch {
  const folded: FoldedBatch = {
    statuses: [],
    presence: [],
    events: [],
    profiles: [],
    changes: [],
    strangers: [],
  }
  const written = new Set<string>()
  for (const taken of batch.reports) {
    const before = known.get(taken.hostId)
    if (!before) folded.strangers.push(taken)
    else if (foldOne(folded, taken, before, around(before))) written.add(taken.hostId)
  }
  for (const hostId of batch.presence) {
    const before = known.get(hostId)
    if (!before || written.has(hostId)) continue
    const after = restate(before.status, around(before))
    folded.presence.push({ hostId, status: after })
    folded.changes.push({ host: before.host, before: before.status, after })
  }
  return folded
}

/** @returns whether the report is news */
function foldOne(
  folded: FoldedBatch,
  { hostId, pending }: Taken,
  { host, status: before }: KnownHost,
  around: Circumstances,
): boolean {
  const { newest, events, facts, labels } = pending
  for (const event of events.values()) folded.events.push({ hostId, event })
  if (facts || labels) folded.profiles.push({ hostId, facts, labels })
  if (newest.seq <= before.seq) return false
  const after = foldReport(before, newest, around)
  folded.statuses.push({ hostId, status: after, report: newest })
  folded.changes.push({ host, before, after })
  return true
}
