import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'

/** Marks revisions good: those that every live host of a group that follows them has proved. */
@Injectable()
export class GoodRevisionStore {
  constructor(private readonly database: Database) {}

  /**
   * Looks at the current revisions of some groups, and marks those that are proved. Call it also in the transaction that moves a
   * group on: nobody looks at what it leaves behind later. Hosts that were taken to a snapshot of their own since, or are in
   * a wave, do not follow the group, and say nothing about its revision.
   */
  async mark(groupIds: readonly string[], at: Date, tx: Writer = this.database.prisma): Promise<void> {
    await tx.$executeRaw`
      UPDATE revision SET good_at = ${at}::timestamptz
        FROM (SELECT a.revision, bool_and(s.proved AND s.epoch >= g.epoch) AS proved
                FROM host_group g JOIN assignment a ON a.epoch = g.epoch AND a.revision IS NOT NULL
                JOIN host h ON h.group_id = g.id JOIN host_status s ON s.host_id = h.id AND s.online
               WHERE g.id = ANY (${[...groupIds]}::text[])
                 AND NOT EXISTS (SELECT 1 FROM assignment own WHERE own.host_id = h.id AND own.epoch > g.epoch)
                 AND NOT EXISTS (SELECT 1 FROM wave_member wave WHERE wave.host_id = h.id AND wave.epoch > g.epoch)
               GROUP BY a.revision) live
       WHERE revision.number = live.revision AND revision.good_at IS NULL AND live.proved`
  }
}
