import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import type { DrillEvidence } from './judge-drill.js'

/** A drill that is under way, as stored. */
export interface StoredDrill {
  readonly id: string
  readonly state: 'going-back' | 'going-forth'
  readonly groupId: string
  readonly group: string
  readonly hostId: string
  readonly host: string
  readonly fromRevision: number
  readonly fromRelease: string
  readonly toRelease: string
  readonly startedAt: Date
  readonly turnedAt: Date | null
  readonly backMs: number | null
  readonly actor: string
}

interface EvidenceRow {
  readonly removed: boolean
  readonly current: boolean | null
  readonly online: boolean | null
  readonly proved: boolean | null
  readonly failure: string | null
  readonly drainSeconds: number | null
}

const OPEN = { in: ['going-back', 'going-forth'] }

/** Answers what drills need to know. */
@Injectable()
export class DrillReader {
  constructor(private readonly database: Database) {}

  /** Every drill under way, wherever it was started. */
  async open(): Promise<StoredDrill[]> {
    const rows = await this.database.prisma.drill.findMany({
      where: { state: OPEN },
      orderBy: { startedAt: 'asc' },
    })
    return rows.map(stored)
  }

  /** One that is under way; undefined when it is through. */
  async one(id: string, tx: Writer = this.database.prisma): Promise<StoredDrill | undefined> {
    const row = await tx.drill.findFirst({ where: { id, state: OPEN } })
    return row ? stored(row) : undefined
  }

  /** The host that rehearses in a group. */
  async hostIn(tx: Writer, groupId: string): Promise<string | undefined> {
    const row = await tx.drill.findFirst({ where: { groupId, state: OPEN }, select: { host: true } })
    return row?.host
  }

  /** When each host of a group last rehearsed, in milliseconds since 1970. */
  async lastDrills(groupId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.prisma.drill.groupBy({
      by: ['hostId'],
      where: { groupId },
      _max: { startedAt: true },
    })
    return new Map(rows.map(({ hostId, _max }) => [hostId, _max.startedAt?.getTime() ?? 0]))
  }

  /** The drill's newest order counts, which is a second edition where the group's archives were extended meanwhile. */
  async evidence(id: string, tx: Writer = this.database.prisma): Promise<DrillEvidence> {
    const [row] = await tx.$queryRaw<EvidenceRow[]>`
      SELECT h.id IS NULL AS removed, w.drill_id = d.id AND w.epoch >= d.epoch AND h.group_id = d.group_id AND coalesce(g.epoch, 0) < w.epoch
               AND NOT EXISTS (SELECT 1 FROM assignment own WHERE own.host_id = d.host_id AND own.epoch > w.epoch) AS current,
             s.online, s.proved AND s.epoch >= w.epoch AS proved,
             CASE WHEN s.phase->>'kind' = 'failed' AND s.epoch >= w.epoch
                  THEN coalesce(s.phase->'error'->>'message', 'the change failed') END AS failure,
             (w.policy->>'drainSeconds')::int AS "drainSeconds"
        FROM drill d LEFT JOIN host h ON h.id = d.host_id LEFT JOIN host_group g ON g.id = h.group_id
        LEFT JOIN wave_member m ON m.host_id = d.host_id LEFT JOIN assignment w ON w.epoch = m.epoch
        LEFT JOIN host_status s ON s.host_id = d.host_id
       WHERE d.id = ${id}`
    return {
      removed: row?.removed ?? false,
      current: row?.current ?? false,
      online: row?.online ?? false,
      proved: row?.proved ?? false,
      failure: row?.failure ?? null,
      drainMs: (row?.drainSeconds ?? 0) * 1_000,
    }
  }
}

function stored({
  groupName,
  ...row
}: Omit<StoredDrill, 'group' | 'state'> & { groupName: string; state: string }): StoredDrill {
  return { ...row, group: groupName, state: row.state === 'going-back' ? 'going-back' : 'going-forth' }
}
