import type { RollbackHostState, RollbackState } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

/** A rollback that is still to be watched: under way, or with hosts that may prove it later. */
export interface OpenRollback {
  readonly id: string
  readonly state: RollbackState
  readonly startedAt: Date
  readonly actor: string
  readonly target: string
  readonly hosts: ReadonlyMap<string, RollbackHostState>
}

/** What the database says of a host of a rollback. */
export interface StoredEvidence {
  readonly id: string
  readonly online: boolean
  readonly proved: boolean
  readonly digest: string | null
  readonly failure: string | null
  /** null when it was never connected. */
  readonly seenAt: Date | null
  readonly superseded: boolean
}

interface HostRow {
  readonly hostId: string
  readonly state: string
  readonly reason: string
}

// A host is superseded by an assignment that is newer than the rollback's and not a second edition of it.
const SUPERSEDED = `
  ((g.epoch > r.epoch AND a.rollback_id IS DISTINCT FROM r.rollback_id)
    OR EXISTS (SELECT 1 FROM assignment own WHERE own.host_id = r.host_id AND own.epoch > r.epoch)
    OR EXISTS (SELECT 1 FROM wave_member wave WHERE wave.host_id = r.host_id AND wave.epoch > r.epoch))`

// A host that was removed is away for good, and nothing waits for it.
const EVIDENCE = `
  SELECT e.id, e.online, e.digest, e.failure, e."seenAt", e.superseded, e.proved AND NOT e.superseded AS proved FROM (
    SELECT r.host_id AS id, coalesce(s.online, false) AS online, s.observed->>'proof' AS digest,
           CASE WHEN s.phase->>'kind' = 'failed' AND s.epoch >= r.epoch
                THEN coalesce(s.phase->'error'->>'message', 'the change failed') END AS failure,
           s.seen_at AS "seenAt", coalesce(s.proved AND s.epoch >= r.epoch, false) AS proved,
           coalesce(${SUPERSEDED}, false) AS superseded
      FROM rollback_host r LEFT JOIN host h ON h.id = r.host_id LEFT JOIN host_group g ON g.id = h.group_id
      LEFT JOIN assignment a ON a.epoch = g.epoch LEFT JOIN host_status s ON s.host_id = r.host_id
     WHERE r.rollback_id = $1 AND r.host_id = ANY ($2) AND r.state <> 'proved') e`

/** Rollbacks that are not finished, and finished ones whose missing hosts still have them as what they should prove. */
const OPEN = `
  SELECT DISTINCT b.id, b.state, b.started_at AS "startedAt" FROM rollback b
    LEFT JOIN (rollback_host r JOIN host h ON h.id = r.host_id JOIN host_group g ON g.id = h.group_id
               LEFT JOIN assignment a ON a.epoch = g.epoch)
      ON r.rollback_id = b.id AND r.state <> 'proved' AND NOT ${SUPERSEDED}
   WHERE b.state = 'running' OR (b.state IN ('incomplete', 'complete') AND r.host_id IS NOT NULL)
   ORDER BY b.started_at`

/** Answers what the driver of rollbacks needs to know. */
@Injectable()
export class RollbackReader {
  constructor(private readonly database: Database) {}

  /** Ids of all rollbacks to watch, oldest first. */
  async openIds(): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(OPEN)
    return rows.map((row) => row.id)
  }

  /** One rollback with the state of each of its hosts; undefined when there is none. */
  async load(id: string): Promise<OpenRollback | undefined> {
    const row = await this.database.prisma.rollback.findUnique({ where: { id } })
    if (!row) return undefined
    const { rows } = await this.database.pool.query<HostRow>(
      'SELECT host_id AS "hostId", state, reason FROM rollback_host WHERE rollback_id = $1',
      [id],
    )
    return {
      ...{ id, startedAt: row.startedAt, actor: row.actor },
      state: stateOf(row.state),
      target: targetOf(row.scope),
      hosts: new Map(rows.map((host) => [host.hostId, hostStateOf(host)])),
    }
  }

  /** What is known of some hosts of a rollback that have not proved it yet. */
  async evidence(id: string, hostIds: readonly string[]): Promise<StoredEvidence[]> {
    const { rows } = await this.database.pool.query<StoredEvidence>(EVIDENCE, [id, hostIds])
    return rows
  }
}

const STATES: Readonly<Record<string, RollbackState>> = {
  running: 'running',
  complete: 'complete',
  incomplete: 'incomplete',
  superseded: 'superseded',
}

function stateOf(stored: string): RollbackState {
  const state = STATES[stored]
  if (!state) throw new Error(`a rollback has the unknown state ${stored}`)
  return state
}

function hostStateOf({ state, reason }: HostRow): RollbackHostState {
  switch (state) {
    case 'pending':
    case 'proved':
      return { kind: state }
    case 'failed':
    case 'debt':
      return { kind: state, reason }
    default:
      throw new Error(`a host of a rollback has the unknown state ${state}`)
  }
}

/** The audit log's word for a scope. */
function targetOf(scope: unknown): string {
  const group = typeof scope === 'object' && scope !== null && 'group' in scope ? scope.group : undefined
  return typeof group === 'string' ? `group:${group}` : 'fleet'
}
