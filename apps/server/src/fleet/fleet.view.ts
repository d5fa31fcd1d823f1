import { createRequire } from 'node:module'
import type { HostState } from '@goherd/model'
import type { FleetStatus } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { HOST_STATE } from '../groups/index.js'
import { ReleaseReader } from '../releases/index.js'
import { FleetFreeze } from './fleet-freeze.store.js'

/** The version of this server, from its package. */
export const SERVER_VERSION = versionOf(createRequire(import.meta.url)('../../package.json'))

/** A host that never came is offline, and has no time since when. */
const STATES = `
  SELECT ${HOST_STATE} AS state, s.actual, count(*)::int AS hosts,
         (count(*) FILTER (WHERE ${HOST_STATE} = 'offline'
                             AND s.seen_at < now() - interval '1 hour'))::int AS long
    FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id GROUP BY 1, 2`

/** What groups are sent to; hosts that follow a snapshot of their own are too few to be asked for. */
const WANTED = `
  SELECT a.release FROM host_group g JOIN assignment a ON a.epoch = g.epoch
   UNION SELECT a.release FROM assignment a WHERE a.epoch IN (SELECT epoch FROM wave_member)`

/** The sentence is the one of the step that was stored last. */
const ROLLOUTS = `
  SELECT id, state->>'sentence' AS sentence, jsonb_array_length(state->'pauses') > 0 AS paused
    FROM rollout WHERE phase <> 'finished' ORDER BY created_at`

interface StateRow {
  readonly state: HostState
  /** null for hosts without a managed Go. */
  readonly actual: string | null
  readonly hosts: number
  /** Of these, those that have been offline for more than an hour. */
  readonly long: number
}

/** The whole fleet in a few counts, made by the database. */
@Injectable()
export class FleetView {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleaseReader,
    private readonly freeze: FleetFreeze,
  ) {}

  async status(): Promise<FleetStatus> {
    const { pool, prisma } = this.database
    const [states, wanted, rollouts, freeze, groups, running, support] = await Promise.all([
      pool.query<StateRow>(STATES),
      pool.query<{ release: string }>(WANTED),
      pool.query<FleetStatus['runningRollouts'][number]>(ROLLOUTS),
      this.freeze.current(),
      prisma.group.count(),
      prisma.rollback.findMany({
        where: { state: 'running' },
        select: { id: true },
        orderBy: { startedAt: 'asc' },
      }),
      this.releases.support(),
    ])
    const active = countBy(states.rows, (row) => row.actual)
    const names = new Set([...active.keys(), ...wanted.rows.map((row) => row.release)])
    const releases = [...names].map((release) => ({
      release,
      hosts: active.get(release) ?? 0,
      wanted: wanted.rows.some((row) => row.release === release),
      support: support(release),
    }))
    return {
      hosts: hostCounts(states.rows),
      unsupported: releases.reduce((sum, r) => sum + (r.support === 'unsupported' ? r.hosts : 0), 0),
      offlineLong: states.rows.reduce((sum, row) => sum + row.long, 0),
      frozen: freeze !== null,
      freeze,
      releases: releases.sort((a, b) => b.hosts - a.hosts || (a.release < b.release ? -1 : 1)),
      groups,
      runningRollbacks: running.map((rollback) => rollback.id),
      runningRollouts: rollouts.rows,
      serverVersion: SERVER_VERSION,
    }
  }
}

/** Hosts counted by something; those without it left out. */
function countBy(rows: readonly StateRow[], key: (row: StateRow) => string | null): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const name = key(row)
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + row.hosts)
  }
  return counts
}

function hostCounts(rows: readonly StateRow[]): FleetStatus['hosts'] {
  const by = countBy(rows, (row) => row.state)
  const of = (state: HostState) => by.get(state) ?? 0
  return {
    total: rows.reduce((sum, row) => sum + row.hosts, 0),
    inSync: of('in-sync'),
    drifted: of('drifted'),
    updating: of('updating'),
    offline: of('offline'),
    failed: of('failed'),
    unmanaged: of('unmanaged'),
  }
}

function versionOf(manifest: unknown): string {
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version
  return typeof version === 'string' ? version : 'unknown'
}
