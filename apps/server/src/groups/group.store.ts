import { createHash } from 'node:crypto'
import { canonicalDesiredState, type DesiredState } from '@goherd/model'
import type { WindowSpec } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Database, isUniqueViolation, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import type { GroupRef } from './group.reader.js'

/** The name of the group that manages nothing. */
const CATCH_ALL = 'catch-all'

/** A revision to be. */
export interface NewRevision extends DesiredState {
  readonly groupId: string
  readonly parent: number | null
  readonly author: string
  readonly reason: string
  readonly createdAt: Date
}

/** Writes groups and revisions. */
@Injectable()
export class GroupStore {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  async ensureCatchAll(): Promise<void> {
    const data = { name: CATCH_ALL, managed: false }
    await this.database.prisma.group.createMany({ data: [data], skipDuplicates: true })
  }

  /** @throws GoherdError `group_exists` */
  async create(name: string, actor: string): Promise<GroupRef> {
    try {
      return await this.database.transaction(async (tx) => {
        const group = await tx.group.create({ data: { name } })
        const entry = {
          actor,
          action: 'group.create',
          target: `group:${name}`,
          summary: `group ${name} created`,
        }
        await this.audit.record(entry, tx)
        return group
      })
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause
      throw new GoherdError('conflict', 'group_exists', {
        message: `there is a group ${name} already`,
        hint: 'Use it, or choose another name.',
      })
    }
  }

  /** Holds back every other writer of revisions and assignments, on all servers, until the transaction ends. */
  async lockFleet(tx: Writer): Promise<{ readonly frozen: { readonly reason: string } | null }> {
    await tx.$queryRaw`SELECT id FROM fleet WHERE id = 1 FOR UPDATE`
    return { frozen: await this.frozen(tx) }
  }

  /** Why the fleet is frozen, or null. */
  async frozen(tx: Writer = this.database.prisma): Promise<{ readonly reason: string } | null> {
    const fleet = await tx.fleet.findUnique({ where: { id: 1 } })
    return fleet?.frozenAt ? { reason: fleet.frozenReason ?? '' } : null
  }

  async setWindows(tx: Writer, groupId: string, windows: readonly WindowSpec[]): Promise<void> {
    await tx.group.update({ where: { id: groupId }, data: { windows: [...windows] }, select: { id: true } })
  }

  /** Writes a revision under the fleet's next number. */
  async addRevision(tx: Writer, revision: NewRevision): Promise<{ number: number; digest: string }> {
    const { release, settings, policy = {} } = revision
    const fleet = await tx.fleet.update({
      where: { id: 1 },
      data: { revision: { increment: 1 } },
      select: { revision: true },
    })
    const digest = createHash('sha256')
      .update(canonicalDesiredState({ release, settings, policy }))
      .digest('hex')
    await tx.revision.create({ data: { ...revision, policy: { ...policy }, number: fleet.revision, digest } })
    return { number: fleet.revision, digest }
  }
}
