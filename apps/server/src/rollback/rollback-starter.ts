import { refuse } from '@goherd/model'
import type { RollbackView, startRollback } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { Assignments } from '../groups/index.js'
import { RollbackStore } from './rollback.store.js'
import { RollbackViews } from './rollback.view.js'
import { RollbackDriver } from './rollback-driver.js'
import { RollbackPlanStore } from './rollback-plan.store.js'
import { confirmMismatch, startRefused } from './rollback-refusals.js'
import { confirmText, type StoredPlan } from './stored-plan.js'

interface Start {
  readonly planId: string
  readonly plan: StoredPlan
  readonly reason: string
  readonly actor: string
}

/** Starts a planned rollback: assignments, hosts to watch, freeze and audit row are written together or not at all. */
@Injectable()
export class RollbackStarter {
  constructor(
    private readonly database: Database,
    private readonly plans: RollbackPlanStore,
    private readonly store: RollbackStore,
    private readonly assignments: Assignments,
    private readonly freeze: FleetFreeze,
    private readonly audit: AuditLog,
    private readonly driver: RollbackDriver,
    private readonly views: RollbackViews,
    private readonly clock: Clock,
  ) {}

  /** @throws GoherdError `plan_expired` (410), `plan_stale` (409), `confirm_mismatch` (400), `no_hosts`, `role_too_small` */
  async start(request: z.output<typeof startRollback>, actor: Actor): Promise<RollbackView> {
    const id = await this.database.transaction(async (tx) => {
      const plan = await this.plans.claim(tx, request.plan)
      const refusal = refuse('rollback.start', { role: actor.role, hosts: plan.hosts.length })
      if (refusal) throw startRefused(refusal)
      const expected = confirmText(plan.hosts.length)
      if (request.confirm.trim() !== expected) throw confirmMismatch(expected)
      await this.plans.use(tx, request.plan)
      return this.write(tx, { planId: request.plan, plan, reason: request.reason, actor: actor.name })
    })
    await this.driver.started(id)
    this.freeze.changed()
    return this.views.one(id)
  }

  private async write(tx: Writer, start: Start): Promise<string> {
    const { plan, reason, actor } = start
    const at = this.clock.now()
    const id = await this.store.create(tx, { ...start, startedAt: at })
    const epochs = new Map<string, number>()
    for (const group of plan.groups) {
      epochs.set(group.shown.group, await this.assign(tx, group, { ...start, id }))
    }
    await this.store.addHosts(
      tx,
      id,
      plan.hosts.map((host) => ({ ...host, epoch: epochs.get(host.group) ?? 0 })),
    )
    if (plan.scope.kind === 'fleet')
      await this.freeze.freeze(tx, { by: actor, reason: `rollback: ${reason}`, at })
    await this.audit.record(
      {
        actor,
        action: 'rollback.start',
        target: plan.scope.kind === 'fleet' ? 'fleet' : `group:${plan.scope.group}`,
        reason,
        summary: `rollback ${id} of ${plan.hosts.length} hosts: ${plan.groups.map(({ shown }) => `${shown.group} from ${shown.from.release} to revision ${shown.to.revision} (${shown.to.release})`).join(', ')}`,
      },
      tx,
    )
    return id
  }

  /** @returns the epoch at which the group's hosts are to prove where they are */
  private async assign(
    tx: Writer,
    { id: groupId, shown, stays }: StoredPlan['groups'][number],
    { id: rollbackId, reason, actor }: Start & { readonly id: string },
  ): Promise<number> {
    if (stays) return this.store.groupEpoch(tx, groupId)
    const { epoch } = await this.assignments.publishToGroup(tx, {
      groupId,
      revisionNumber: shown.to.revision,
      cause: 'rollback',
      actor,
      reason,
      urgent: true,
      rollbackId,
    })
    return epoch
  }
}
