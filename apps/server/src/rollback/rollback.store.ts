import type { RollbackHostState, RollbackState } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { AuditLog, type AuditRecord } from '../audit/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { type Announcement, Announcer } from '../webhooks/index.js'
import type { StoredPlan } from './stored-plan.js'

interface NewRollback {
  readonly planId: string
  readonly plan: StoredPlan
  readonly reason: string
  readonly actor: string
  readonly startedAt: Date
}

interface NewHost {
  readonly id: string
  readonly name: string
  readonly epoch: number
  /** Offline when it was planned: debt from the start. */
  readonly offline: boolean
}

/** A host of a rollback whose state is to be written. */
export interface SettledHost {
  readonly hostId: string
  readonly state: RollbackHostState
  readonly digest: string | null
}

/** What one settling writes. */
export interface Settlement {
  readonly id: string
  readonly hosts: readonly SettledHost[]
  /** null when the rollback's state stays. */
  readonly state: RollbackState | null
  readonly at: Date
  /** The row for the audit log that goes with a new state. */
  readonly record: AuditRecord | undefined
  /** What webhooks hear of it. */
  readonly announcement: Announcement | undefined
}

/** Writes rollbacks. */
@Injectable()
export class RollbackStore {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly announcer: Announcer,
  ) {}

  /** @returns the id of the new rollback */
  async create(tx: Writer, { planId, plan, reason, actor, startedAt }: NewRollback): Promise<string> {
    const { scope, target } = plan
    const groups = plan.groups.map(({ shown }) => shown)
    const row = await tx.rollback.create({
      data: { planId, state: 'running', scope, target, groups, reason, actor, startedAt },
      select: { id: true },
    })
    return row.id
  }

  /** In one statement, however many hosts. */
  async addHosts(tx: Writer, id: string, hosts: readonly NewHost[]): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO rollback_host (rollback_id, host_id, host, epoch, state, reason)
      SELECT ${id}, t.id, t.name, t.epoch, CASE WHEN t.offline THEN 'debt' ELSE 'pending' END,
             CASE WHEN t.offline THEN 'offline' ELSE '' END
        FROM unnest(${hosts.map((h) => h.id)}::text[], ${hosts.map((h) => h.name)}::text[],
                    ${hosts.map((h) => h.epoch)}::int[], ${hosts.map((h) => h.offline)}::bool[])
          AS t (id, name, epoch, offline)`
  }

  async groupEpoch(tx: Writer, groupId: string): Promise<number> {
    const { epoch } = await tx.group.findUniqueOrThrow({ where: { id: groupId }, select: { epoch: true } })
    return epoch ?? 0
  }

  /**
   * Writes what a settling found, in one transaction. A state that is final, or that another server wrote first, is left alone.
   * @returns whether the rollback's state was changed by this
   */
  async settle({ id, hosts, state, at, record, announcement }: Settlement): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (hosts.length > 0) await writeHosts(tx, id, hosts, at)
      if (state === null) return false
      const finishedAt = state === 'running' ? null : at
      const { count } = await tx.rollback.updateMany({
        where: { id, state: { in: ['running', 'incomplete'], not: state } },
        data: { state, finishedAt },
      })
      if (count > 0 && record) await this.audit.record(record, tx)
      if (count > 0 && announcement) await this.announcer.announce(tx, announcement)
      return count > 0
    })
  }
}

async function writeHosts(tx: Writer, id: string, hosts: readonly SettledHost[], at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE rollback_host r SET state = t.state, reason = t.reason, digest = t.digest,
           proved_at = CASE WHEN t.state = 'proved' THEN ${at}::timestamptz END
      FROM unnest(${hosts.map((h) => h.hostId)}::text[], ${hosts.map((h) => h.state.kind)}::text[],
                  ${hosts.map((h) => ('reason' in h.state ? h.state.reason : ''))}::text[],
                  ${hosts.map((h) => h.digest)}::text[]) AS t (host_id, state, reason, digest)
     WHERE r.rollback_id = ${id} AND r.host_id = t.host_id AND r.state <> 'proved'`
}
