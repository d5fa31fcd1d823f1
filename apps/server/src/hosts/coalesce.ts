import type { HostEvent, HostReport } from '@goherd/protocol'

/** Everything a host sent since the last flush, as one: the newest report, and every event once. */
export interface PendingReport {
  readonly newest: HostReport
  readonly events: ReadonlyMap<string, HostEvent>
  /** From the newest report that carried them. */
  readonly facts: HostReport['facts']
  readonly labels: HostReport['labels']
}

/** Events of one host that may wait for a flush; a host that sends more is told to come back later. */
export const MAX_PENDING_EVENTS = 500

/** Adds a report to what already waits for its host. The order of arrival does not matter: the highest `seq` is the newest. */
export function coalesce(waiting: PendingReport | undefined, report: HostReport): PendingReport {
  const events = new Map(waiting?.events)
  for (const event of report.events) events.set(event.id, event)
  if (!waiting) return { newest: report, events, facts: report.facts, labels: report.labels }
  const isNewer = report.seq > waiting.newest.seq
  const [older, newer] = isNewer ? [waiting, report] : [report, waiting]
  return {
    newest: isNewer ? report : waiting.newest,
    events,
    facts: newer.facts ?? older.facts,
    labels: newer.labels ?? older.labels,
  }
}

/** Joins two that wait for the same host: what a failed flush gave back, and what came since. */
export function rejoin(givenBack: PendingReport, since: PendingReport | undefined): PendingReport {
  if (!since) return givenBack
  const joined = coalesce(givenBack, since.newest)
  return {
    ...joined,
    events: new Map([...givenBack.events, ...since.events]),
    facts: since.facts ?? givenBack.facts,
    labels: since.labels ?? givenBack.labels,
  }
}
