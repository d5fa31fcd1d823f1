import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { planExpired, planStale } from './rollback-refusals.js'
import { type StoredPlan, storedPlan } from './stored-plan.js'

interface NewPlan {
  readonly plan: StoredPlan
  /** The epoch that it holds for. */
  readonly epoch: number
  readonly actor: string
  readonly expiresAt: Date
}

/** Keeps plans until they are started. */
@Injectable()
export class RollbackPlanStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** For who reads what a plan depends on. */
  get reading(): Writer {
    return this.database.prisma
  }

  /**
   * The newest epoch that a plan depends on: of an assignment to a whole group or one host, or of a rollout's first wave, which
   * changes where a rollback leads. The waves after that do not, and a rollout that goes on must not make every plan stale.
   */
  async plannedEpoch(tx: Writer = this.database.prisma): Promise<number> {
    const [row] = await tx.$queryRaw<{ epoch: number | null }[]>`
      SELECT greatest(
        (SELECT epoch FROM assignment WHERE rollout_id IS NULL AND drill_id IS NULL ORDER BY epoch DESC LIMIT 1),
        (SELECT max(first) FROM (SELECT min(epoch) AS first FROM assignment WHERE rollout_id IS NOT NULL
                                  GROUP BY rollout_id) waves)) AS epoch`
    return row?.epoch ?? 0
  }

  /** @returns the plan's id */
  async keep({ plan, epoch, actor, expiresAt }: NewPlan): Promise<string> {
    const now = this.clock.now()
    await this.database.prisma.rollbackPlan.deleteMany({ where: { expiresAt: { lt: now }, usedAt: null } })
    const { scope, target } = plan
    const row = await this.database.prisma.rollbackPlan.create({
      data: { scope, target, plan, epoch, actor, expiresAt, createdAt: now },
      select: { id: true },
    })
    return row.id
  }

  /**
   * Reads a plan that can be started, and holds back every other writer of assignments until the transaction ends.
   * @throws GoherdError `plan_expired`, `plan_stale`
   */
  async claim(tx: Writer, id: string): Promise<StoredPlan> {
    await tx.$queryRaw`SELECT epoch FROM fleet WHERE id = 1 FOR UPDATE`
    const row = await tx.rollbackPlan.findUnique({ where: { id } })
    if (!row) throw planExpired('is not known, or has expired')
    if (row.usedAt) throw planExpired('was started already')
    if (row.expiresAt <= this.clock.now()) throw planExpired('has expired')
    if (row.epoch !== (await this.plannedEpoch(tx))) throw planStale()
    return storedPlan.parse(row.plan)
  }

  /** Notes that it was started; it cannot be a second time. */
  async use(tx: Writer, id: string): Promise<void> {
    await tx.rollbackPlan.update({ where: { id }, data: { usedAt: this.clock.now() }, select: { id: true } })
  }
}
