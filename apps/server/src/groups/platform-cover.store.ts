import { settings as settingsSchema } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { ArchiveKeeper, ReleaseReader } from '../releases/index.js'
import { AssignmentStore } from './assignment.store.js'
import { ownAssignment } from './own-assignment.js'

const ACTOR = 'goherd'

/** Extends a group's current assignment to a platform that its hosts did not have when it was made. */
@Injectable()
export class PlatformCover {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleaseReader,
    private readonly keeper: ArchiveKeeper,
    private readonly store: AssignmentStore,
    private readonly audit: AuditLog,
  ) {}

  /** Does nothing where the platform is covered already, nothing is assigned, or the catalogue has no such archive. */
  async ensure(groupId: string, platform: string): Promise<void> {
    const current = await currentOf(this.database.prisma, groupId)
    if (!current || !(await this.releases.platforms([current.release])).get(current.release)?.has(platform))
      return
    await this.keeper.ensureArchive(current.release, platform)
    if (ownAssignment(current.jws).archives[platform]) return
    await this.database.transaction((tx) => this.#republish(tx, groupId, platform))
  }

  async #republish(tx: Writer, groupId: string, platform: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM fleet WHERE id = 1 FOR UPDATE`
    const current = await currentOf(tx, groupId)
    if (!current || current.revision === null || ownAssignment(current.jws).archives[platform]) return
    // Their own snapshots are newer than the group's assignment, and must stay newer than its second edition.
    const restored = await tx.$queryRaw<{ epoch: number }[]>`
      SELECT max(a.epoch)::int AS epoch FROM assignment a JOIN host h ON h.id = a.host_id
       WHERE h.group_id = ${groupId} GROUP BY a.host_id HAVING max(a.epoch) > ${current.epoch} ORDER BY 1`
    const reason = `archive for ${platform}`
    const { epoch } = await this.store.publishToGroup(tx, {
      groupId,
      revisionNumber: current.revision,
      cause: 'platform',
      actor: ACTOR,
      reason,
      urgent: ownAssignment(current.jws).urgent,
      rollbackId: current.rollbackId ?? undefined,
    })
    for (const { epoch } of restored) await this.#restoreAgain(tx, epoch)
    await this.audit.record(
      {
        actor: ACTOR,
        action: 'group.cover-platform',
        target: `group:${current.group}`,
        reason,
        summary: `revision ${current.revision} (${current.release}) assigned again with the archive for ${platform}, epoch ${epoch}`,
      },
      tx,
    )
  }

  async #restoreAgain(tx: Writer, epoch: number): Promise<void> {
    const { hostId, snapshot, release, settings, treeDigest, actor, reason } =
      await tx.assignment.findUniqueOrThrow({ where: { epoch } })
    if (hostId === null || snapshot === null) return
    await this.store.publishToHost(tx, {
      hostId,
      snapshot: { id: snapshot, release, settings: settingsSchema.parse(settings), treeDigest },
      actor,
      reason,
      cause: 'platform',
    })
  }
}

interface Current {
  readonly epoch: number
  readonly group: string
  readonly revision: number | null
  readonly release: string
  readonly rollbackId: string | null
  readonly jws: string
}

async function currentOf(tx: Writer, groupId: string): Promise<Current | undefined> {
  const [row] = await tx.$queryRaw<Current[]>`
    SELECT a.epoch, g.name AS group, a.revision, a.release, a.rollback_id AS "rollbackId", a.jws
      FROM host_group g JOIN assignment a ON a.epoch = g.epoch WHERE g.id = ${groupId}`
  return row
}
