import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'

/** Deletes hosts. */
@Injectable()
export class HostRemovalStore {
  /**
   * With a host go its status, its timeline and the assignments to it alone. What rollouts, rollbacks and drills say of it stays.
   * @returns the ids of those that were still there
   */
  async remove(tx: Writer, hostIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM host WHERE id = ANY (${[...hostIds]}::text[]) RETURNING id`
    return new Set(rows.map(({ id }) => id))
  }
}
