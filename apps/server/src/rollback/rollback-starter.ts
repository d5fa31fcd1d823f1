import { refuse } from '@goherd/model'
import type { RollbackView, startRollback } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { Assignments, GroupClaims } from '../groups/index.js'
import { Recalls } from '../recalls/index.js'
import { Announcer } from '../webhooks/index.js'
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
  /** Whether the releases that are left are recalled; undefined: for the fleet yes, for a group no. */
  readonly recall: boolean | undefined
}

/** Starts a planned rollback: assignments, hosts to watch, freeze and audit row are written together or not at all. */
@Injectable()
export class RollbackStarter {
  constructor(
    private readonly database: Database,
    private readonly plans: RollbackPlanStore,
    private readonly store: RollbackStore,
    private readonly assignments: Assignments,
    private readonly claims: GroupClaims,
    private readonly freeze: FleetFreeze,
    private readonly recalls: Recalls,
    private readonly announcer: Announcer,
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
      const { plan: planId, reason, recall } = request
      return this.write(tx, { planId, plan, reason, recall, actor: actor.name })
    })
    await this.driver.started(id)
    return this.views.one(id)
  }

  private async write(tx: Writer, start: Start): Promise<string> {
    const { plan, reason, actor } = start
    const at = this.clock.now()
    const id = await this.store.create(tx, { ...start, startedAt: at })
    const groupIds = plan.groups.map((group) => group.id)
    await this.claims.end(tx, groupIds, {
      outcome: 'overridden',
      by: actor,
      reason: `rollback ${id}: ${reason}`,
    })
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
    if (start.recall ?? plan.scope.kind === 'fleet') await this.recallLeft(tx, start)
    await this.record(tx, id, start)
    return id
  }

  /** What was left because it was bad does not come back by itself. */
  private async recallLeft(tx: Writer, { plan, reason, actor }: Start): Promise<void> {
    for (const release of plan.recalls) {
      await this.recalls.recallForGood(tx, { release, reason: `rolled back: ${reason}`, by: actor })
    }
  }

  private async record(tx: Writer, id: string, { plan, reason, actor }: Start): Promise<void> {
    const moves = plan.groups.map(
      ({ shown }) =>
        `${shown.group} from ${shown.from.release} to revision ${shown.to.revision} (${shown.to.release})`,
    )
    const target = plan.scope.kind === 'fleet' ? 'fleet' : `group:${plan.scope.group}`
    const summary = `rollback ${id} of ${plan.hosts.length} hosts: ${moves.join(', ')}`
    await this.audit.record({ actor, action: 'rollback.start', target, reason, summary }, tx)
    await this.announcer.announce(tx, {
      type: 'rollback.started',
      id,
      says: `Emergency rollback of ${plan.hosts.length} hosts: ${moves.join(', ')}. ${reason}`,
      actor,
      details: {
        scope: plan.scope,
        hosts: plan.hosts.length,
        groups: plan.groups.map(({ shown }) => shown),
        reason,
      },
    })
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
