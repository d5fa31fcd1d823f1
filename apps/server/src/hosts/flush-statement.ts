import type { Facts, HostEvent, HostReport } from '@goherd/protocol'
import type { HostStatus } from './host-status.js'

/** A report that makes a host's status. */
export interface StatusWrite {
  readonly hostId: string
  readonly status: HostStatus
  readonly report: Pick<HostReport, 'observed' | 'phase'>
}

/** A connection that opened or closed, and the state word that follows. */
export interface PresenceWrite {
  readonly hostId: string
  readonly status: HostStatus
}

export interface EventWrite {
  readonly hostId: string
  readonly event: HostEvent
}

/** What a host said of itself; labels only when it sent some. Those set on this server lie over them. */
export interface ProfileWrite {
  readonly hostId: string
  readonly facts: Facts | undefined
  readonly labels: HostReport['labels']
}

/** Everything one flush commits, together or not at all. */
export interface FlushWrite {
  readonly statuses: readonly StatusWrite[]
  readonly presence: readonly PresenceWrite[]
  readonly events: readonly EventWrite[]
  readonly profiles: readonly ProfileWrite[]
}

/** Adds a value to a statement and answers the name it has there: `$1` and so on. */
type Bind = (value: unknown) => string

/**
 * One statement that writes a whole flush, together or not at all, and answers the hosts whose report was newer than the stored
 * one. Whatever there is nothing of is left out. Rows go in order of host, so that two servers never wait in a circle.
 */
export function flushStatement(write: FlushWrite, at: Date): { text: string; values: unknown[] } {
  const values: unknown[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const now = bind(at)
  const parts = [
    `reported AS (${statuses(bind, now, byHost(write.statuses))})`,
    ...(write.presence.length > 0 ? [`seen AS (${presence(bind, now, byHost(write.presence))})`] : []),
    ...(write.events.length > 0 ? [`told AS (${events(bind, write.events)})`] : []),
    ...(write.profiles.length > 0 ? [`described AS (${profiles(bind, byHost(write.profiles))})`] : []),
  ]
  return { text: `WITH ${parts.join(', ')} SELECT host_id FROM reported`, values }
}

/** The documents of all rows go as one JSON text: as elements of arrays each of them would be escaped once more. */
function statuses(bind: Bind, now: string, rows: readonly StatusWrite[]): string {
  const column = (type: string, value: (row: StatusWrite) => unknown) => `${bind(rows.map(value))}::${type}[]`
  const documents = rows.map(({ report, status }) => [
    report.observed,
    report.phase,
    status.drift,
    status.maintenance,
    status.goSource,
  ])
  return `
    INSERT INTO host_status (host_id, seq, epoch, reached, actual, state, proved, online, observed, phase, drift,
                             maintenance, go_source, reported_at, seen_at)
    SELECT host_id, seq, epoch, reached, actual, state, proved, online, document->0, document->1, document->2,
           nullif(document->3, 'null'), nullif(document->4, 'null'), ${now}::timestamptz, ${now}::timestamptz
      FROM ROWS FROM (unnest(
        ${column('text', (row) => row.hostId)},
        ${column('int', (row) => row.status.seq)},
        ${column('int', (row) => row.status.epoch)},
        ${column('int', (row) => row.status.reached)},
        ${column('text', (row) => row.status.actual)},
        ${column('text', (row) => row.status.state)},
        ${column('bool', (row) => row.status.proved)},
        ${column('bool', (row) => row.status.online)}), jsonb_array_elements(${bind(JSON.stringify(documents))}::jsonb))
        AS t (host_id, seq, epoch, reached, actual, state, proved, online, document)
    ON CONFLICT (host_id) DO UPDATE SET
      seq = excluded.seq, epoch = excluded.epoch, reached = excluded.reached, actual = excluded.actual,
      state = excluded.state, proved = excluded.proved, online = excluded.online, observed = excluded.observed,
      phase = excluded.phase, drift = excluded.drift, maintenance = excluded.maintenance, go_source = excluded.go_source,
      reported_at = excluded.reported_at, seen_at = excluded.seen_at
    WHERE excluded.seq > host_status.seq
    RETURNING host_id`
}

function presence(bind: Bind, now: string, rows: readonly PresenceWrite[]): string {
  const column = (type: string, value: (row: PresenceWrite) => unknown) =>
    `${bind(rows.map(value))}::${type}[]`
  return `
    INSERT INTO host_status (host_id, online, state, proved, seen_at)
    SELECT host_id, online, state, proved, ${now}::timestamptz
      FROM unnest(
        ${column('text', (row) => row.hostId)},
        ${column('bool', (row) => row.status.online)},
        ${column('text', (row) => row.status.state)},
        ${column('bool', (row) => row.status.proved)}) AS t (host_id, online, state, proved)
    ON CONFLICT (host_id) DO UPDATE SET
      online = excluded.online, state = excluded.state, proved = excluded.proved, seen_at = excluded.seen_at`
}

function events(bind: Bind, rows: readonly EventWrite[]): string {
  const column = (type: string, value: (event: HostEvent) => unknown) =>
    `${bind(rows.map((row) => value(row.event)))}::${type}[]`
  return `
    INSERT INTO host_event (host_id, id, at, kind, epoch, release, duration_ms, message, error)
    SELECT host_id, id, at, kind, epoch, release, duration_ms, message, error::jsonb
      FROM unnest(
        ${bind(rows.map((row) => row.hostId))}::text[],
        ${column('text', (event) => event.id)},
        ${column('timestamptz', (event) => event.at)},
        ${column('text', (event) => event.kind)},
        ${column('int', (event) => event.epoch)},
        ${column('text', (event) => event.release ?? null)},
        ${column('float8', (event) => event.durationMs ?? null)},
        ${column('text', (event) => event.message)},
        ${column('text', (event) => jsonOrNull(event.error))})
        AS t (host_id, id, at, kind, epoch, release, duration_ms, message, error)
    ON CONFLICT DO NOTHING`
}

function profiles(bind: Bind, rows: readonly ProfileWrite[]): string {
  const column = (value: (row: ProfileWrite) => unknown) => `${bind(rows.map(value))}::text[]`
  return `
    UPDATE host SET facts = coalesce(t.facts::jsonb, host.facts), platform = coalesce(t.platform, host.platform),
                    said_labels = coalesce(t.labels::jsonb, host.said_labels),
                    labels = jsonb_strip_nulls(coalesce(t.labels::jsonb, host.said_labels) || host.set_labels)
      FROM unnest(
        ${column((row) => row.hostId)},
        ${column((row) => jsonOrNull(row.facts))},
        ${column((row) => jsonOrNull(row.labels))},
        ${column((row) => row.facts?.platform ?? null)}) AS t (id, facts, labels, platform)
     WHERE host.id = t.id AND (coalesce(t.facts::jsonb, host.facts) IS DISTINCT FROM host.facts
                            OR coalesce(t.labels::jsonb, host.said_labels) IS DISTINCT FROM host.said_labels)`
}

function jsonOrNull(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function byHost<T extends { readonly hostId: string }>(writes: readonly T[]): T[] {
  return [...writes].sort((a, b) => (a.hostId < b.hostId ? -1 : 1))
}
