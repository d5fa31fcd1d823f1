import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import type { PublishedAssignment } from '../groups/index.js'
import { type FlushWrite, flushStatement } from './flush-statement.js'
import type { HostStatus } from './host-status.js'

/** A connection to a database that stopped answering must not stop the flushes for ever. In milliseconds. */
const QUERY_TIMEOUT_MS = 20_000

/** A group was assigned something: its hosts have not heard of it yet, so none of them is proved and the live ones are updating. */
const RESTATE_GROUP = `
  UPDATE host_status s SET proved = false, state = CASE WHEN s.online THEN 'updating' ELSE 'offline' END
    FROM host h WHERE h.id = s.host_id AND s.epoch < $2 AND h.group_id = $1 RETURNING s.host_id`
const RESTATE_HOSTS = `
  UPDATE host_status s SET proved = false, state = CASE WHEN s.online THEN 'updating' ELSE 'offline' END
   WHERE s.host_id = ANY ($1) AND s.epoch < $2 RETURNING s.host_id`

/** The epoch of the newest assignment that concerns a host; 0 before the first. */
const WANTED_EPOCH = `greatest(g.epoch, (SELECT m.epoch FROM wave_member m WHERE m.host_id = h.id),
  (SELECT max(a.epoch) FROM assignment a WHERE a.host_id = h.id), 0)`

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
   * Commits a flush with one statement, so that it costs one way to the database and back.
   * @param at the time that `seen_at` and `reported_at` get
   * @returns the hosts whose report was newer than the stored one
   */
  async flush(write: FlushWrite, at: Date): Promise<Set<string>> {
    const { text, values } = flushStatement(write, at)
    // Only Query has query_timeout in its types, the pool passes it on.
    const query = { text, values, query_timeout: QUERY_TIMEOUT_MS }
    const { rows } = await this.database.pool.query<{ host_id: string }>(query)
    return new Set(rows.map((row) => row.host_id))
  }

  /** Marks the hosts that an assignment speaks to as not there yet. @returns those it changed */
  async restate({ groupId, hostId, members, epoch }: PublishedAssignment): Promise<string[]> {
    const hosts = members ?? (groupId === null ? [hostId] : null)
    const [text, scope] = hosts === null ? [RESTATE_GROUP, groupId] : [RESTATE_HOSTS, hosts]
    const { rows } = await this.database.pool.query<{ host_id: string }>(text, [scope, epoch])
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
