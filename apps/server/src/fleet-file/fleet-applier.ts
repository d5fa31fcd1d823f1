import { describeRefusal, refuse } from '@goherd/model'
import type { AppliedFleet, applyFleet } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { GoherdError } from '../base/errors/index.js'
import { DrillSchedule } from '../drills/index.js'
import { DesiredSetter, GroupStore, GroupWindows } from '../groups/index.js'
import { RolloutStarter } from '../rollouts/index.js'
import { FleetPlanner, type PlannedStep } from './fleet-planner.js'

type Request = z.output<typeof applyFleet>
type Applied = AppliedFleet['changes'][number]

/** Who applies a file, and why. */
interface Order {
  readonly actor: Actor
  readonly reason: string
}

/**
 * Makes the fleet as a file says, group by group in the file's order. Each group's change is whole and has its own audit row; one
 * that cannot be made does not hold up the others, and applying the file again finds only what is left.
 */
@Injectable()
export class FleetApplier {
  constructor(
    private readonly planner: FleetPlanner,
    private readonly groups: GroupStore,
    private readonly setter: DesiredSetter,
    private readonly starter: RolloutStarter,
    private readonly windows: GroupWindows,
    private readonly drills: DrillSchedule,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @throws GoherdError `role_too_small`, `fleet_frozen`, `plan_stale`. What refuses a group's change stands in the answer: of
   *   kind `cannot`, with the reason
   */
  async apply({ file, hash, reason }: Request, actor: Actor): Promise<AppliedFleet> {
    this.allow(actor, await this.groups.frozen())
    const { diff, steps } = await this.planner.plan(file)
    if (diff.hash !== hash) throw planStale()
    const changes: Applied[] = []
    for (const step of steps) changes.push(await this.one(step, { actor, reason }))
    await this.record(changes, { actor, reason })
    return { changes }
  }

  private allow({ role }: Actor, frozen: { readonly reason: string } | null): void {
    const refusal = refuse('fleet-file.apply', { role, frozen })
    if (!refusal) return
    const message = describeRefusal(refusal)
    if (refusal.kind === 'role') {
      throw new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
    }
    throw new GoherdError('conflict', 'fleet_frozen', {
      message,
      hint: 'Lift the freeze when the fleet may move again: goherd lift, or the banner of the dashboard.',
    })
  }

  private async one(step: PlannedStep, order: Order): Promise<Applied> {
    const { change, drill } = step
    try {
      const came = await this.move(step, order)
      if (drill !== undefined) await this.drills.set(change.group, drill, order.actor)
      return { ...change, ...came }
    } catch (error) {
      if (!(error instanceof GoherdError)) throw error
      const says = `${error.message}. ${error.hint}`
      return { ...change, kind: 'cannot', says, revision: null, rollout: null }
    }
  }

  private async move(step: PlannedStep, order: Order): Promise<Pick<Applied, 'revision' | 'rollout'>> {
    const { kind, group } = step.change
    if (kind === 'create') await this.groups.create(group, order.actor.name)
    // Before anything moves: a rollout that starts goes by them.
    if (step.windows !== undefined) await this.windows.set(group, step.windows, order.actor)
    switch (kind) {
      case 'unchanged':
      case 'windows':
      case 'drill':
      case 'cannot':
        return { revision: null, rollout: null }
      case 'create':
      case 'set':
        return this.set(step, order)
      case 'rollout':
        return this.start(step, order)
    }
  }

  private async set({ change, desired, unset, supersede, revision }: PlannedStep, order: Order) {
    if (desired === undefined) return { revision: null, rollout: null }
    const { release: go, settings, policy = {} } = desired
    const set = await this.setter.set(
      change.group,
      {
        ...{ go, settings: { ...settings }, unset: [...unset], policy },
        ...{ reason: order.reason, supersede, expectedRevision: revision },
      },
      order.actor,
    )
    return { revision: set.revision, rollout: null }
  }

  private async start({ rollout }: PlannedStep, { actor, reason }: Order) {
    if (rollout === undefined) return { revision: null, rollout: null }
    const id = await this.starter.start({ ...rollout.spec, hash: rollout.hash, reason }, actor)
    return { revision: null, rollout: id }
  }

  private async record(changes: readonly Applied[], { actor, reason }: Order): Promise<void> {
    const said = changes.filter(({ kind }) => kind !== 'unchanged')
    if (said.length === 0) return
    const summary = `a fleet file was applied: ${said.map(({ group, kind }) => `${group} ${WORDS[kind]}`).join(', ')}`
    const outcome = said.some(({ kind }) => kind === 'cannot') ? 'failed' : 'done'
    await this.audit.record({
      ...{ actor: actor.name, action: 'fleet-file.apply', target: 'fleet', reason, outcome, summary },
    })
  }
}

const WORDS = {
  create: 'made and set',
  set: 'set',
  rollout: 'rolled out',
  windows: 'has other windows',
  drill: 'has other drills',
  unchanged: 'stays',
  cannot: 'could not be changed',
} as const satisfies Record<Applied['kind'], string>

function planStale(): GoherdError {
  return new GoherdError('conflict', 'plan_stale', {
    message: 'applying the file would come to something else than the diff that was seen',
    hint: 'Look at the diff again, and apply that.',
  })
}
