import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

/** How far a group is with its current revision. */
export interface GroupProof {
  readonly revision: number
  /** Live hosts that proved it. */
  readonly proved: number
  /** Live hosts that did not. */
  readonly open: number
}

/** Hosts that were taken to a snapshot of their own since do not follow the group, and say nothing about its revision. */
const PROOFS = `
  SELECT a.revision, count(*) FILTER (WHERE s.proved AND s.epoch >= g.epoch)::int AS proved,
         count(*) FILTER (WHERE NOT s.proved OR s.epoch < g.epoch)::int AS open
    FROM host_group g JOIN assignment a ON a.epoch = g.epoch AND a.revision IS NOT NULL
    JOIN revision r ON r.number = a.revision AND r.good_at IS NULL
    JOIN host h ON h.group_id = g.id JOIN host_status s ON s.host_id = h.id AND s.online
   WHERE g.id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM assignment own WHERE own.host_id = h.id AND own.epoch > g.epoch)
   GROUP BY a.revision`

/** Counts proofs by group. */
@Injectable()
export class GroupProofReader {
  constructor(private readonly database: Database) {}

  /** Those of some groups whose current revision is not known to be good yet and that have live hosts. */
  async of(groupIds: readonly string[]): Promise<GroupProof[]> {
    const { rows } = await this.database.pool.query<GroupProof>(PROOFS, [groupIds])
    return rows
  }
}
