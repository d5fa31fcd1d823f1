import { type RolloutSpec, rolloutSpec } from '@goherd/protocol'
import {
  type HostProgress,
  normalStages,
  type RolloutPolicy,
  type RolloutState,
} from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import { readHead, readProgress, type StoredHead, stateOf } from './stored-state.js'
import { toPolicy } from './to-policy.js'

/** A group of a rollout, and the revisions it moves between. */
export interface RolloutGroupRecord {
  readonly id: string
  readonly name: string
  /** null when nothing was assigned before. */
  readonly from: { readonly revision: number; readonly release: string } | null
  readonly to: { readonly revision: number; readonly release: string }
}

/** All of a rollout without its hosts. */
export interface RolloutRecord {
  readonly id: string
  /** A step is stored only on the version it was planned from. */
  readonly version: number
  readonly spec: RolloutSpec
  readonly policy: RolloutPolicy
  readonly hash: string
  readonly startEpoch: number
  readonly reason: string
  readonly actor: string
  readonly createdAt: Date
  readonly head: StoredHead
  readonly groups: readonly RolloutGroupRecord[]
}

/** A rollout with everything that a step is planned from, but for what its hosts say. */
export interface LoadedRollout extends RolloutRecord {
  readonly state: RolloutState
  /** The hosts that have a row, by id. */
  readonly members: ReadonlyMap<string, Member>
}

/** A host of a rollout as its row names it. */
export interface Member {
  readonly host: string
  readonly groupId: string
}

interface HostRow extends Member {
  readonly id: string
  readonly stage: number
  readonly progress: unknown
}

interface GroupRow {
  readonly id: string
  readonly name: string
  readonly from: number | null
  readonly fromRelease: string | null
  readonly to: number
  readonly toRelease: string
}

/** Reads rollouts as the driver and the commands need them. */
@Injectable()
export class RolloutReader {
  constructor(private readonly database: Database) {}

  /** Ids of the rollouts that are not finished, oldest first. */
  async openIds(): Promise<string[]> {
    const rows = await this.database.prisma.rollout.findMany({
      where: { phase: { not: 'finished' } },
      select: { id: true },
      orderBy: { createdAt: 'asc' },
    })
    return rows.map(({ id }) => id)
  }

  /** A rollout without its hosts; undefined when there is none. */
  async record(id: string, tx: Writer = this.database.prisma): Promise<RolloutRecord | undefined> {
    const row = await tx.rollout.findUnique({ where: { id } })
    if (!row) return undefined
    const { version, hash, startEpoch, reason, actor, createdAt } = row
    const spec = rolloutSpec.parse(row.spec)
    return {
      ...{ id, version, hash, startEpoch, reason, actor, createdAt, spec },
      policy: toPolicy(spec),
      head: readHead(row.state),
      groups: await groupsOf(tx, id),
    }
  }

  /** A rollout with its hosts, in three queries; undefined when there is none. */
  async load(id: string, tx: Writer = this.database.prisma): Promise<LoadedRollout | undefined> {
    const record = await this.record(id, tx)
    if (!record) return undefined
    const rows = await tx.$queryRaw<HostRow[]>`
      SELECT host_id AS id, host, group_id AS "groupId", stage, progress FROM rollout_host
       WHERE rollout_id = ${id} ORDER BY stage, place`
    const stages: string[][] = normalStages(record.policy.stages).map(() => [])
    const hosts: Record<string, HostProgress> = {}
    for (const row of rows) {
      stages[row.stage]?.push(row.id)
      const progress = readProgress(row.progress)
      if (progress !== null) hosts[row.id] = progress
    }
    const members = new Map(rows.map(({ id: hostId, host, groupId }) => [hostId, { host, groupId }]))
    return { ...record, state: stateOf(record.head, stages, hosts), members }
  }
}

async function groupsOf(tx: Writer, id: string): Promise<RolloutGroupRecord[]> {
  const rows = await tx.$queryRaw<GroupRow[]>`
    SELECT g.id, g.name, rg.from_revision AS "from", old.release AS "fromRelease", rg.to_revision AS "to",
           new.release AS "toRelease"
      FROM rollout_group rg JOIN host_group g ON g.id = rg.group_id JOIN revision new ON new.number = rg.to_revision
      LEFT JOIN revision old ON old.number = rg.from_revision
     WHERE rg.rollout_id = ${id} ORDER BY g.name`
  return rows.map(({ id: groupId, name, from, fromRelease, to, toRelease }) => ({
    ...{ id: groupId, name },
    from: from === null ? null : { revision: from, release: fromRelease ?? '' },
    to: { revision: to, release: toRelease },
  }))
}
