import { type CheckResult, checkResult } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { CHECK_CHANNEL } from './check-feed.js'

/** What one host was asked to try for a gate. */
export interface StoredCheck {
  readonly id: string
  readonly hostId: string
  readonly jws: string
  readonly expiresAt: Date
  /** null: not answered yet. */
  readonly result: CheckResult | null
}

/** Which gate of which stage, and since when it is being asked. */
export interface CheckKey {
  readonly rolloutId: string
  readonly stage: number
  readonly gate: string
  readonly since: Date
}

/** Keeps the orders to hosts and their answers, so that a server that starts asks on where any server stopped. */
@Injectable()
export class CheckStore {
  constructor(private readonly database: Database) {}

  /** Those of one question, by any server. */
  async of({ rolloutId, stage, gate, since }: CheckKey): Promise<StoredCheck[]> {
    const rows = await this.database.prisma.rolloutCheck.findMany({
      where: { rolloutId, stage, gate, askedAt: since },
      orderBy: { id: 'asc' },
    })
    return rows.map(({ result, ...row }) => ({
      ...row,
      result: result === null ? null : checkResult.parse(result),
    }))
  }

  /** Writes orders, unless another server wrote some for the same hosts first. */
  async add(
    { rolloutId, stage, gate, since }: CheckKey,
    checks: readonly Omit<StoredCheck, 'result'>[],
  ): Promise<void> {
    await this.database.prisma.rolloutCheck.createMany({
      data: checks.map((check) => ({ ...check, rolloutId, stage, gate, askedAt: since })),
      skipDuplicates: true,
    })
  }

  /**
   * Stores an answer and announces it; the first one counts, and only from the host that was asked.
   * @returns whether there is such a check
   */
  async answer(id: string, hostId: string, result: CheckResult, at: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { count } = await tx.rolloutCheck.updateMany({
        where: { id, hostId, answeredAt: null },
        data: { result, answeredAt: at },
      })
      if (count === 0) return (await tx.rolloutCheck.count({ where: { id, hostId } })) > 0
      await tx.$executeRaw`SELECT pg_notify(${CHECK_CHANNEL}, ${id})`
      return true
    })
  }
}
