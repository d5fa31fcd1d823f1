import type { Drift, GoSource, HostState, ObservedState, PhaseKind } from '@goherd/model'
import { type Maintenance, observedState } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { hostSelect } from './host-query.js'
import { type HostIdentity, type HostStatus, MAINTENANCE } from './host-status.js'

/** A host with the narrow part of its status. */
export interface KnownHost {
  readonly host: HostIdentity
  readonly status: HostStatus
}

/** A host as rollback planning sees it. */
export interface HostInScope extends HostIdentity {
  readonly online: boolean
  /** null when it never reported. */
  readonly observed: ObservedState | null
  /** Set while somebody on the host keeps it as it is. */
  readonly maintenance: Maintenance | null
}

interface KnownRow extends HostIdentity {
  readonly seq: number
  readonly epoch: number
  readonly reached: number
  readonly phase: PhaseKind
  readonly failure: string | null
  readonly actual: string | null
  readonly proof: string | null
  /** These three as this server's own writer stored them. */
  readonly drift: readonly Drift[]
  readonly maintenance: Maintenance | null
  readonly goSource: GoSource | null
  readonly online: boolean
  readonly state: HostState
  readonly proved: boolean
}

const IDENTITY = `h.id, h.name, h.group_id AS "groupId", g.name AS "group", g.managed, h.platform`

interface ScopeRow extends HostIdentity {
  readonly online: boolean
  readonly observed: unknown
  readonly maintenance: Maintenance | null
}

const KNOWN = `
  SELECT ${IDENTITY}, coalesce(s.seq, 0) AS seq, coalesce(s.epoch, 0) AS epoch, coalesce(s.reached, 0) AS reached,
         coalesce(s.phase->>'kind', 'idle') AS phase,
         CASE s.phase->>'kind' WHEN 'failed' THEN coalesce(s.phase->'error'->>'message', 'the change failed') END AS failure,
         s.actual, s.observed->>'proof' AS proof, coalesce(s.drift, '[]') AS drift, coalesce(s.online, false) AS online,
         s.maintenance, s.go_source AS "goSource",
         coalesce(s.state, 'offline') AS state, coalesce(s.proved, false) AS proved
    FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id`

const IN_SCOPE = `
  SELECT ${IDENTITY}, coalesce(s.online, false) AS online, s.observed, ${MAINTENANCE} AS maintenance
    FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id
   WHERE h.group_id = ANY ($1) ORDER BY h.name`

/** Answers what other concepts and the report writer ask about hosts. */
@Injectable()
export class HostReader {
  constructor(private readonly database: Database) {}

  /** Identity and committed status, in one query for any number of hosts. */
  async known(hostIds: readonly string[]): Promise<KnownHost[]> {
    const { rows } = await this.database.pool.query<KnownRow>(`${KNOWN} WHERE h.id = ANY ($1)`, [hostIds])
    return rows.map(knownHost)
  }

  /** undefined when there is none of that name. */
  async byName(name: string): Promise<KnownHost | undefined> {
    const { rows } = await this.database.pool.query<KnownRow>(`${KNOWN} WHERE h.name = $1`, [name])
    return rows.map(knownHost)[0]
  }

  /** Those of these names that exist, by name. */
  async byNames(names: readonly string[]): Promise<KnownHost[]> {
    const { rows } = await this.database.pool.query<KnownRow>(
      `${KNOWN} WHERE h.name = ANY ($1) ORDER BY h.name`,
      [names],
    )
    return rows.map(knownHost)
  }

  /** The hosts that fit a query in the language, by name. @throws GoherdError `query_invalid` */
  async fitting(q: string, now: Date): Promise<KnownHost[]> {
    const { from, where, values } = hostSelect({ q }, { now })
    const { rows } = await this.database.pool.query<KnownRow>(
      `${KNOWN} WHERE h.id IN (SELECT h.id ${from} ${where}) ORDER BY h.name`,
      values,
    )
    return rows.map(knownHost)
  }

  /** Every host of some groups with what it last reported, by name. */
  async inGroups(groupIds: readonly string[]): Promise<HostInScope[]> {
    const { rows } = await this.database.pool.query<ScopeRow>(IN_SCOPE, [groupIds])
    return rows.map((row) => ({ ...row, observed: readObserved(row.observed) }))
  }

  /** What hosts last reported. Hosts that never did have no entry. */
  async observed(hostIds: readonly string[]): Promise<Map<string, { seq: number; observed: ObservedState }>> {
    const { rows } = await this.database.pool.query<{ host_id: string; seq: number; observed: unknown }>(
      'SELECT host_id, seq, observed FROM host_status WHERE host_id = ANY ($1) AND observed IS NOT NULL',
      [hostIds],
    )
    return new Map(
      rows.flatMap(({ host_id, seq, observed }) => {
        const read = readObserved(observed)
        return read ? [[host_id, { seq, observed: read }]] : []
      }),
    )
  }

  /** The hosts of a group that are not connected; with `members`, those among them. */
  async offlineIn(groupId: string, members: readonly string[] | null): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `SELECT h.id FROM host h JOIN host_status s ON s.host_id = h.id
        WHERE h.group_id = $1 AND ($2::text[] IS NULL OR h.id = ANY ($2)) AND NOT s.online AND s.observed IS NOT NULL`,
      [groupId, members],
    )
    return rows.map((row) => row.id)
  }
}

function knownHost({ id, name, groupId, group, managed, platform, ...status }: KnownRow): KnownHost {
  return { host: { id, name, groupId, group, managed, platform }, status }
}

/** A stored report of an older version that no longer parses counts as never reported. */
function readObserved(stored: unknown): ObservedState | null {
  return observedState.safeParse(stored).data ?? null
}
