import type { Facts, HostEvent, HostReport } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type pg from 'pg'
import { Database } from '../base/database/index.js'
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

/** What a host said of itself; labels only when it sent some. */
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

/** A connection to a database that stopped answering must not stop the flushes for ever. In milliseconds. */
const QUERY_TIMEOUT_MS = 20_000

const UPSERT_STATUS = `
  INSERT INTO host_status (host_id, seq, epoch, reached, actual, state, proved, online, observed, phase, drift, reported_at, seen_at)
  SELECT host_id, seq, epoch, reached, actual, state, proved, online, observed::jsonb, phase::jsonb, drift::jsonb, $12, $12
    FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::bool[], $8::bool[],
                $9::text[], $10::text[], $11::text[])
      AS t (host_id, seq, epoch, reached, actual, state, proved, online, observed, phase, drift)
  ON CONFLICT (host_id) DO UPDATE SET
    seq = excluded.seq, epoch = excluded.epoch, reached = excluded.reached, actual = excluded.actual, state = excluded.state,
    proved = excluded.proved, online = excluded.online, observed = excluded.observed, phase = excluded.phase,
    drift = excluded.drift, reported_at = excluded.reported_at, seen_at = excluded.seen_at
  WHERE excluded.seq > host_status.seq
  RETURNING host_id`

const UPSERT_PRESENCE = `
  INSERT INTO host_status (host_id, online, state, proved, seen_at)
  SELECT host_id, online, state, proved, $5
    FROM unnest($1::text[], $2::bool[], $3::text[], $4::bool[]) AS t (host_id, online, state, proved)
  ON CONFLICT (host_id) DO UPDATE SET
    online = excluded.online, state = excluded.state, proved = excluded.proved, seen_at = excluded.seen_at`

const INSERT_EVENTS = `
  INSERT INTO host_event (host_id, id, at, kind, epoch, release, duration_ms, message, error)
  SELECT host_id, id, at, kind, epoch, release, duration_ms, message, error::jsonb
    FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::text[], $7::float8[], $8::text[], $9::text[])
      AS t (host_id, id, at, kind, epoch, release, duration_ms, message, error)
  ON CONFLICT DO NOTHING`

const UPDATE_PROFILES = `
  UPDATE host SET facts = coalesce(t.facts::jsonb, host.facts), labels = coalesce(t.labels::jsonb, host.labels),
                  platform = coalesce(t.platform, host.platform)
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (id, facts, labels, platform)
   WHERE host.id = t.id AND (t.facts::jsonb IS DISTINCT FROM host.facts OR t.labels::jsonb IS DISTINCT FROM host.labels)`

/** A group was assigned something: its hosts have not heard of it yet, so none of them is proved and the live ones are updating. */
const RESTATE_GROUP = `
  UPDATE host_status s SET proved = false, state = CASE WHEN s.online THEN 'updating' ELSE 'offline' END
    FROM host h WHERE h.id = s.host_id AND s.epoch < $2 AND h.group_id = $1 RETURNING s.host_id`
const RESTATE_HOST = `
  UPDATE host_status s SET proved = false, state = CASE WHEN s.online THEN 'updating' ELSE 'offline' END
   WHERE s.host_id = $1 AND s.epoch < $2 RETURNING s.host_id`

/** The epoch of the newest assignment that concerns a host; 0 before the first. */
const WANTED_EPOCH = `greatest(g.epoch, (SELECT max(a.epoch) FROM assignment a WHERE a.host_id = h.id), 0)`

/** A server that died between an assignment and its effect on the statuses left them as they were. */
const ALL_OFFLINE = `
  UPDATE host_status s SET online = false, proved = s.proved AND s.epoch >= w.epoch,
                           state = CASE WHEN w.managed AND w.epoch > 0 THEN 'offline' ELSE 'unmanaged' END
    FROM (SELECT h.id, g.managed, ${WANTED_EPOCH} AS epoch FROM host h JOIN host_group g ON g.id = h.group_id) w
   WHERE w.id = s.host_id AND (s.online OR s.epoch < w.epoch)`

const UPDATE_DRIFT = `
  UPDATE host_status s SET drift = t.drift::jsonb
    FROM unnest($1::text[], $2::int[], $3::text[]) AS t (host_id, seq, drift)
   WHERE s.host_id = t.host_id AND s.seq = t.seq AND NOT s.online RETURNING s.host_id`

/** Writes what is heard of hosts, many at a time: one statement a table, however many hosts it is about. */
@Injectable()
export class StatusStore {
  constructor(private readonly database: Database) {}

  /**
   * Commits a flush in one transaction. Rows go in order of host, so that two servers never wait for each other in a circle.
   * @param at the time that `seen_at` and `reported_at` get
   * @returns the hosts whose report was newer than the stored one
   */
  async flush(write: FlushWrite, at: Date): Promise<Set<string>> {
    const client = await this.database.pool.connect()
    try {
      await run(client, 'BEGIN')
      const written = await writeStatuses(client, write.statuses, at)
      await writePresence(client, write.presence, at)
      await writeEvents(client, write.events)
      await writeProfiles(client, write.profiles)
      await run(client, 'COMMIT')
      client.release()
      return written
    } catch (error) {
      // Closing the connection rolls back, also when it is the connection that failed.
      client.release(true)
      throw error
    }
  }

  /** Marks the hosts that an assignment speaks to as not there yet. @returns those it changed */
  async restate(scope: {
    readonly groupId: string | null
    readonly hostId: string | null
    readonly epoch: number
  }): Promise<string[]> {
    const { rows } =
      scope.groupId === null
        ? await this.database.pool.query<{ host_id: string }>(RESTATE_HOST, [scope.hostId, scope.epoch])
        : await this.database.pool.query<{ host_id: string }>(RESTATE_GROUP, [scope.groupId, scope.epoch])
    return rows.map((row) => row.host_id)
  }

  /** At start nobody is connected. With several servers this needs to be limited to the hosts that were connected to this one. */
  async everybodyOffline(): Promise<void> {
    await this.database.pool.query(ALL_OFFLINE)
  }

  /** Replaces the drift of offline hosts, unless they reported since. @returns those it changed */
  async replaceDrift(
    writes: readonly { readonly hostId: string; readonly status: HostStatus }[],
  ): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ host_id: string }>(UPDATE_DRIFT, [
      writes.map((w) => w.hostId),
      writes.map((w) => w.status.seq),
      writes.map((w) => JSON.stringify(w.status.drift)),
    ])
    return rows.map((row) => row.host_id)
  }
}

function run<R extends pg.QueryResultRow>(client: pg.PoolClient, text: string, values?: unknown[]) {
  const query = { text, values: values ?? [], query_timeout: QUERY_TIMEOUT_MS }
  return client.query<R>(query)
}

async function writeStatuses(
  client: pg.PoolClient,
  writes: readonly StatusWrite[],
  at: Date,
): Promise<Set<string>> {
  if (writes.length === 0) return new Set()
  const rows = byHost(writes)
  const { rows: written } = await run<{ host_id: string }>(client, UPSERT_STATUS, [
    rows.map((w) => w.hostId),
    rows.map((w) => w.status.seq),
    rows.map((w) => w.status.epoch),
    rows.map((w) => w.status.reached),
    rows.map((w) => w.status.actual),
    rows.map((w) => w.status.state),
    rows.map((w) => w.status.proved),
    rows.map((w) => w.status.online),
    rows.map((w) => JSON.stringify(w.report.observed)),
    rows.map((w) => JSON.stringify(w.report.phase)),
    rows.map((w) => JSON.stringify(w.status.drift)),
    at,
  ])
  return new Set(written.map((row) => row.host_id))
}

async function writePresence(
  client: pg.PoolClient,
  writes: readonly PresenceWrite[],
  at: Date,
): Promise<void> {
  if (writes.length === 0) return
  const rows = byHost(writes)
  await run(client, UPSERT_PRESENCE, [
    rows.map((w) => w.hostId),
    rows.map((w) => w.status.online),
    rows.map((w) => w.status.state),
    rows.map((w) => w.status.proved),
    at,
  ])
}

async function writeEvents(client: pg.PoolClient, writes: readonly EventWrite[]): Promise<void> {
  if (writes.length === 0) return
  await run(client, INSERT_EVENTS, [
    writes.map((w) => w.hostId),
    writes.map((w) => w.event.id),
    writes.map((w) => w.event.at),
    writes.map((w) => w.event.kind),
    writes.map((w) => w.event.epoch),
    writes.map((w) => w.event.release ?? null),
    writes.map((w) => w.event.durationMs ?? null),
    writes.map((w) => w.event.message),
    writes.map((w) => (w.event.error ? JSON.stringify(w.event.error) : null)),
  ])
}

async function writeProfiles(client: pg.PoolClient, writes: readonly ProfileWrite[]): Promise<void> {
  if (writes.length === 0) return
  const rows = byHost(writes)
  await run(client, UPDATE_PROFILES, [
    rows.map((w) => w.hostId),
    rows.map((w) => (w.facts ? JSON.stringify(w.facts) : null)),
    rows.map((w) => (w.labels ? JSON.stringify(w.labels) : null)),
    rows.map((w) => w.facts?.platform ?? null),
  ])
}

function byHost<T extends { readonly hostId: string }>(writes: readonly T[]): T[] {
  return [...writes].sort((a, b) => (a.hostId < b.hostId ? -1 : 1))
}
