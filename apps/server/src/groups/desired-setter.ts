import {
  type DesiredState,
  describePolicy,
  describeRefusal,
  type NamedRelease,
  type Role,
  refuse,
} from '@goherd/model'
import type { RecallView, SetDesiredResult, setDesired } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { AgentBundles } from '../agent-bundles/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { RecallReader } from '../recalls/index.js'
import { ArchiveKeeper, ReleaseReader } from '../releases/index.js'
import { AssignmentStore } from './assignment.store.js'
import { closedWarnings, desiredWarnings, driftWarnings } from './desired-warnings.js'
import { type CurrentState, type GroupPlatforms, GroupReader, type GroupRef } from './group.reader.js'
import { GroupStore } from './group.store.js'
import { GroupClaims } from './group-claims.js'
import { describeSettings, maskedSettings } from './masked-settings.js'
import { type DesiredPlan, planDesired } from './plan-desired.js'
import { desiredRefused } from './refuse-desired.js'

type Request = z.output<typeof setDesired>
type Accepted = Exclude<DesiredPlan, { kind: 'refused' }>

/** Who asks. */
export interface Setter {
  readonly name: string
  readonly role: Role
}

/** Times to plan anew when another writer keeps changing the group's release in between. */
const ATTEMPTS = 5

/** Everything a change needs that is looked up before the fleet is locked. */
interface Preparation {
  readonly group: GroupRef
  readonly request: Request
  readonly setter: Setter
  readonly catalogue: readonly NamedRelease[]
  /** The release whose archives are kept. */
  readonly release: string
  readonly hosts: number
}

/** What a change came to. */
interface Outcome {
  readonly plan: Accepted
  readonly current: CurrentState
  readonly epoch: number
}

/**
 * Sets a group's desired state. Archives are fetched first, with nothing locked; then, in one transaction behind the fleet's
 * lock, everything is checked again and revision, assignment and audit row are written together.
 */
@Injectable()
export class DesiredSetter {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
    private readonly store: GroupStore,
    private readonly assignments: AssignmentStore,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
    private readonly keeper: ArchiveKeeper,
    private readonly bundles: AgentBundles,
    private readonly claims: GroupClaims,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @param name of the group
   * @throws GoherdError group_unknown, group_unmanaged, fleet_frozen, rollout_running, revision_moved, release_needed, release_malformed,
   *   release_unknown, release_recalled, agent_version_unknown, setting_refused, setting_masked, settings_need_go_1_21, archive_unknown, and of kind `upstream`
   */
  async set(name: string, request: Request, setter: Setter): Promise<SetDesiredResult> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const group = await this.groups.named(name)
      this.#allow(setter, group, await this.store.frozen())
      const catalogue = await this.releases.catalogue()
      const current = await this.groups.current(group.id)
      const plan = accept(current, request, catalogue, await this.recalls.active())
      await this.#haveAgent(plan.desired, current)
      const { release } = plan.desired
      const there = await this.groups.platforms(group.id)
      const uncovered = plan.kind === 'new' ? await this.#keepArchives(release, there) : []
      const preparation = { group, request, setter, catalogue, release, hosts: there.hosts }
      const outcome = await this.database.transaction((tx) => this.#write(tx, preparation))
      if (!outcome) continue
      const { policy = {} } = outcome.plan.desired
      const unable = policy.drift === 'correct' ? await this.groups.onlyReportDrift(group.id) : []
      const windows = (await this.groups.windows([group.id])).get(group.id) ?? []
      const moved = outcome.plan.kind === 'unchanged' ? [] : closedWarnings(name, windows, this.clock.now())
      const warnings = [
        ...desiredWarnings(release, catalogue, uncovered),
        ...driftWarnings(policy, unable),
        ...moved,
      ]
      return this.#answer(preparation, outcome, warnings)
    }
    throw revisionMoved('another change of its release')
  }

  #allow({ role }: Setter, group: GroupRef, frozen: { readonly reason: string } | null): void {
    const refusal = refuse('group.set', { role, frozen, group })
    if (!refusal) return
    const message = describeRefusal(refusal)
    switch (refusal.kind) {
      case 'frozen':
        throw new GoherdError('conflict', 'fleet_frozen', {
          message,
          hint: 'Lift the freeze when the fleet may move again: goherd lift, or the banner of the dashboard.',
        })
      case 'role':
        throw new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
      default:
        throw new GoherdError('conflict', 'group_unmanaged', {
          message: `${group.name} is the catch-all group, which manages nothing`,
          hint: 'Set the desired state of another group, and enroll hosts to that one.',
        })
    }
  }

  /** A version that was asked for before is not asked about again: its bundles may be gone for a good reason. */
  async #haveAgent({ policy }: DesiredState, current: DesiredState | undefined): Promise<void> {
    if (policy?.agent === undefined || policy.agent === current?.policy?.agent) return
    await this.bundles.mustHave(policy.agent)
  }

  /** @returns the platforms among the group's hosts for which the release has no archive */
  async #keepArchives(release: string, { platforms, hosts }: GroupPlatforms): Promise<string[]> {
    const available = (await this.releases.platforms([release])).get(release) ?? new Set()
    const covered = platforms.filter((platform) => available.has(platform))
    if (covered.length === 0 && hosts > 0) {
      throw new GoherdError('not-found', 'archive_unknown', {
        message: `${release} has no archive for ${platforms.join(', ')}, and the group has no other hosts`,
        hint: 'Choose a release that has one; the releases list the platforms of each.',
      })
    }
    await Promise.all(covered.map((platform) => this.keeper.ensureArchive(release, platform)))
    return hosts > 0 ? platforms.filter((platform) => !available.has(platform)) : []
  }

  /** @returns undefined when the group moved to a release whose archives are not kept yet: plan anew */
  async #write(tx: Writer, preparation: Preparation): Promise<Outcome | undefined> {
    const { group, request, setter, catalogue, release } = preparation
    const { frozen } = await this.store.lockFleet(tx)
    this.#allow(setter, group, frozen)
    const current = await this.groups.current(group.id, tx)
    const { expectedRevision } = request
    if (expectedRevision !== undefined && expectedRevision !== (current?.revision ?? null)) {
      throw revisionMoved(`revision ${current?.revision ?? 'none'}`)
    }
    const plan = accept(current, request, catalogue, await this.recalls.active(tx))
    if (plan.kind !== 'unchanged' && plan.desired.release !== release) return undefined
    await this.#haveForItself(tx, preparation)
    if (plan.kind !== 'unchanged' || !current) return this.#publish(tx, preparation, plan, current?.revision)
    // What a rollout left elsewhere comes back to what the group wants.
    const epoch = (await this.groups.hasStrays(group.id, tx))
      ? await this.#publishAgain(tx, preparation, current)
      : current.epoch
    return { plan, current: { ...current, epoch }, epoch }
  }

  /** Whatever moves hosts of the group ends for this change, or the change is refused. */
  async #haveForItself(tx: Writer, { group, request, setter }: Preparation): Promise<void> {
    const ended = { outcome: 'superseded', by: setter.name, reason: request.reason } as const
    if (request.supersede) await this.claims.end(tx, [group.id], ended)
    else await this.claims.refuse(tx, [group.id])
  }

  async #publishAgain(tx: Writer, { group, request, setter }: Preparation, current: CurrentState) {
    const { reason } = request
    const actor = setter.name
    const { epoch } = await this.assignments.publishToGroup(tx, {
      ...{ groupId: group.id, revisionNumber: current.revision, cause: 'set', actor, reason, urgent: false },
    })
    const summary = `revision ${current.revision} (${current.release}) assigned again to all its hosts`
    await this.audit.record(
      { actor, action: 'group.set', target: `group:${group.name}`, reason, summary },
      tx,
    )
    return epoch
  }

  async #publish(
    tx: Writer,
    { group, request, setter }: Preparation,
    plan: Accepted,
    parent: number | null = null,
  ): Promise<Outcome> {
    const { reason } = request
    const author = setter.name
    const revision = {
      ...plan.desired,
      groupId: group.id,
      parent,
      author,
      reason,
      createdAt: this.clock.now(),
    }
    const { number, digest } = await this.store.addRevision(tx, revision)
    const { epoch } = await this.assignments.publishToGroup(tx, {
      groupId: group.id,
      revisionNumber: number,
      cause: 'set',
      actor: author,
      reason,
      urgent: false,
    })
    const target = `group:${group.name}`
    const summary = summaryOf(number, plan.desired)
    await this.audit.record({ actor: author, action: 'group.set', target, reason, summary }, tx)
    return { plan, current: { revision: number, ...plan.desired, digest, epoch }, epoch }
  }

  #answer({ group, hosts }: Preparation, { plan, current, epoch }: Outcome, warnings: string[]) {
    return {
      group: group.name,
      revision: current.revision,
      release: plan.desired.release,
      settings: maskedSettings(plan.desired.settings),
      policy: plan.desired.policy ?? {},
      digest: current.digest,
      epoch,
      unchanged: plan.kind === 'unchanged',
      resolved: plan.resolved,
      hosts,
      warnings,
    }
  }
}

function accept(
  current: DesiredState | undefined,
  request: Request,
  catalogue: readonly NamedRelease[],
  recalled: ReadonlyMap<string, RecallView>,
): Accepted {
  const plan = planDesired(current, request, catalogue, recalled)
  if (plan.kind === 'refused') throw desiredRefused(plan.refusal)
  return plan
}

function summaryOf(revision: number, { release, settings, policy = {} }: DesiredState): string {
  const [shown, said] = [describeSettings(settings), describePolicy(policy)]
  return `revision ${revision}: ${release}${shown ? ` with ${shown}` : ''}${said ? `; ${said}` : ''}`
}

function revisionMoved(where: string): GoherdError {
  return new GoherdError('conflict', 'revision_moved', {
    message: `somebody else changed the group meanwhile; it is at ${where}`,
    hint: 'Look at its current state and decide again.',
  })
}
