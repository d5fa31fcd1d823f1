import { settings as settingsSchema } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'
import { AssignmentStore, type GroupPublication, type Publication } from './assignment.store.js'

/** What of a group must stay newer than an assignment that is about to be written for all of it. */
export interface Above {
  /** Assigned after this epoch. */
  readonly since: number
  /** The rollout whose waves give way to the group's assignment. */
  readonly exceptRollout?: string | undefined
}

/**
 * Writes a group's assignment without undoing what is said to some of its hosts: their own snapshots and waves are assigned once
 * more, so that they are newer than the group's again.
 */
@Injectable()
export class EditionStore {
  constructor(private readonly store: AssignmentStore) {}

  /** @throws GoherdError as AssignmentStore does */
  async publishBelow(tx: Writer, publication: GroupPublication, above: Above): Promise<Publication> {
    const newer = await this.#newer(tx, publication.groupId, above)
    const published = await this.store.publishToGroup(tx, publication)
    for (const epoch of newer) await this.#again(tx, epoch)
    return published
  }

  /** In their order, so that of a snapshot and a wave of the same host the newer one stays the newer one. */
  async #newer(tx: Writer, groupId: string, { since, exceptRollout = '' }: Above): Promise<number[]> {
    const rows = await tx.$queryRaw<{ epoch: number }[]>`
      SELECT max(a.epoch)::int AS epoch FROM assignment a JOIN host h ON h.id = a.host_id
       WHERE h.group_id = ${groupId} GROUP BY a.host_id HAVING max(a.epoch) > ${since}
      UNION
      SELECT a.epoch FROM assignment a
       WHERE a.group_id = ${groupId} AND a.epoch > ${since} AND a.rollout_id IS DISTINCT FROM ${exceptRollout}
         AND EXISTS (SELECT 1 FROM wave_member m WHERE m.epoch = a.epoch)
      ORDER BY 1`
    return rows.map(({ epoch }) => epoch)
  }

  async #again(tx: Writer, epoch: number): Promise<void> {
    const { hostId, groupId, snapshot, revision, actor, reason, ...row } =
      await tx.assignment.findUniqueOrThrow({ where: { epoch }, include: { members: true } })
    const said = { actor, reason, cause: 'platform' } as const
    if (hostId !== null && snapshot !== null) {
      const { release, settings, treeDigest } = row
      const restored = { id: snapshot, release, settings: settingsSchema.parse(settings), treeDigest }
      await this.store.publishToHost(tx, { ...said, hostId, snapshot: restored })
    }
    if (groupId !== null && revision !== null) {
      await this.store.publishWave(tx, {
        ...said,
        ...{ groupId, revisionNumber: revision, urgent: false },
        hostIds: row.members.map((member) => member.hostId),
        rolloutId: row.rolloutId ?? undefined,
        drillId: row.drillId ?? undefined,
      })
    }
  }
}
