import type { planRequest, RollbackPlan } from '@goherd/protocol'
import { leftReleases, planRollback, type RollbackPlanning } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { Clock } from '../base/clock/index.js'
import {
  GroupClaims,
  GroupReader,
  type GroupRef,
  type Lineage,
  type RevisionRecord,
} from '../groups/index.js'
import { HostReader } from '../hosts/index.js'
import { RecallReader } from '../recalls/index.js'
import { ReleaseReader } from '../releases/index.js'
import { planView, shownGroup } from './plan-view.js'
import { RollbackPlanStore } from './rollback-plan.store.js'
import { groupUnmanaged, planRefused } from './rollback-refusals.js'
import type { StoredPlan } from './stored-plan.js'

/** How long a plan can be started, in milliseconds. */
const PLAN_TTL_MS = 60_000

type PlanRequest = z.output<typeof planRequest>
type Planned = Extract<RollbackPlanning, { kind: 'plan' }>

/** Gathers what a plan depends on, has it decided by the engine, and keeps it until it is started or expires. */
@Injectable()
export class RollbackPlanner {
  constructor(
    private readonly groups: GroupReader,
    private readonly claims: GroupClaims,
    private readonly hosts: HostReader,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
    private readonly store: RollbackPlanStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws GoherdError `group_unknown`, `group_unmanaged`, `no_hosts`, `no_earlier_revision`, `nothing_assigned`,
   *   `revision_unknown`, `release_recalled`
   */
  async plan(request: PlanRequest, actor: Actor): Promise<RollbackPlan> {
    // Taken before everything else: what changes while this reads makes the plan stale, never wrong.
    const epoch = await this.store.plannedEpoch()
    const groups = await this.groupsOf(request)
    const lineages = await this.groups.lineages(groups.map((group) => group.id))
    const planning = planRollback(await this.situation(request, lineages))
    if (planning.kind === 'refused') throw planRefused(planning.refusal)
    const expiresAt = new Date(this.clock.now().getTime() + PLAN_TTL_MS)
    const plan = toStore(request, planning, groups)
    const id = await this.store.keep({ plan, epoch, actor: actor.name, expiresAt })
    const stops = await this.stopsOf(groups)
    return planView(planning, { ...request, id, expiresAt: expiresAt.toISOString(), stops })
  }

  /** Rollouts that it would override, each once. */
  private async stopsOf(groups: readonly GroupRef[]): Promise<RollbackPlan['stops']> {
    const claims = await this.claims.on(
      this.store.reading,
      groups.map(({ id }) => id),
    )
    const says = new Map(claims.map((claim) => [claim.rollout, claim.says]))
    return [...says].map(([rollout, sentence]) => ({ rollout, says: sentence }))
  }

  private async groupsOf({ scope }: PlanRequest): Promise<GroupRef[]> {
    if (scope.kind === 'fleet') return (await this.groups.list()).filter((group) => group.managed)
    const group = await this.groups.named(scope.group)
    if (!group.managed) throw groupUnmanaged(group.name)
    return [group]
  }

  private async situation({ target }: PlanRequest, lineages: readonly Lineage[]) {
    const named = target === 'last-good' ? undefined : await this.groups.revision(target)
    const hosts = await this.hosts.inGroups(lineages.map((lineage) => lineage.id))
    const revisions = [...lineages.flatMap((lineage) => lineage.revisions), ...(named ? [named] : [])]
    const platforms = await this.releases.platforms([...new Set(revisions.map(({ release }) => release))])
    return {
      target,
      groups: lineages.map((lineage) => ({
        group: lineage.name,
        current: lineage.current,
        revisions: lineage.revisions.map(node),
      })),
      hosts: hosts.map(({ maintenance, ...host }) => ({ ...host, hold: maintenance })),
      named: named ? node(named) : null,
      platforms: Object.fromEntries([...platforms].map(([release, of]) => [release, [...of]])),
      recalled: new Set((await this.recalls.active()).keys()),
    }
  }
}

function node({ number, parent, release, settings, goodAt }: RevisionRecord) {
  return { number, parent, release, settings, goodAt }
}

function toStore({ scope, target }: PlanRequest, plan: Planned, groups: readonly GroupRef[]): StoredPlan {
  const idOf = new Map(groups.map(({ id, name }) => [name, id]))
  return {
    scope,
    target,
    groups: plan.groups.map((step) => ({
      id: idOf.get(step.group) ?? '',
      shown: shownGroup(step),
      stays: step.why.kind === 'stays',
    })),
    hosts: plan.hosts.map(({ id, name, group, fate }) => ({
      id,
      name,
      group,
      offline: fate.kind === 'offline',
    })),
    recalls: leftReleases(plan.groups),
  }
}
