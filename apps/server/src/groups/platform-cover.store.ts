import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { ArchiveKeeper, ReleaseReader } from '../releases/index.js'
import { EditionStore } from './edition.store.js'
import { ownAssignment } from './own-assignment.js'

const ACTOR = 'goherd'

/** Extends a group's current assignment to a platform that its hosts did not have when it was made. */
@Injectable()
export class PlatformCover {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleaseReader,
    private readonly keeper: ArchiveKeeper,
    private readonly editions: EditionStore,
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
    const reason = `archive for ${platform}`
    const publication = {
      groupId,
      revisionNumber: current.revision,
      cause: 'platform',
      actor: ACTOR,
      reason,
      urgent: ownAssignment(current.jws).urgent,
      rollbackId: current.rollbackId ?? undefined,
    } as const
    const { epoch } = await this.editions.publishBelow(tx, publication, { since: current.epoch })
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
