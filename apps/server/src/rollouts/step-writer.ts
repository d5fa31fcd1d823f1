import {
  describePause,
  type GateAnswer,
  type RolloutState,
  type StageAssignment,
} from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { Assignments, EditionStore, GroupStore } from '../groups/index.js'
import { Recalls } from '../recalls/index.js'
import { Announcer } from '../webhooks/index.js'
import type { BadEnd } from './bad-ends.js'
import type { LoadedRollout, Member } from './rollout.reader.js'
import { changedHosts, type EventLine, RolloutStore } from './rollout.store.js'
import type { StoredHead } from './stored-state.js'
import { type Told, tellStep } from './tell-step.js'

/** A step, or a person's command, that is to be stored with all that follows from it. */
export interface StepWrite {
  readonly rollout: LoadedRollout
  readonly after: RolloutState
  readonly head: StoredHead
  readonly assignments: readonly StageAssignment[]
  readonly groups: 'to' | 'from' | null
  /** Hosts that ended badly just now. */
  readonly ends: readonly BadEnd[]
  /** Answers of gates that the step took in. */
  readonly answers: readonly GateAnswer[]
  /** Finds hosts that joined since the rollout was loaded. */
  readonly memberOf: (id: string) => Member | undefined
  /** The person whose command it is; null for a step. */
  readonly command: { readonly by: string; readonly line: EventLine; readonly reason: string } | null
}

/** Who acts when nobody does. */
const ITSELF = 'system'

/**
 * Stores a step in one transaction: the new state on the version it was planned from, changed hosts, waves, what the groups want
 * at the end, events, audit rows, recalls and announcements. A number of statements that does not depend on how many hosts there are.
 */
@Injectable()
export class StepWriter {
  constructor(
    private readonly database: Database,
    private readonly store: RolloutStore,
    private readonly groups: GroupStore,
    private readonly assignments: Assignments,
    private readonly editions: EditionStore,
    private readonly recalls: Recalls,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @returns false when another writer was there first, or the fleet was frozen meanwhile: plan again from what is stored */
  async write(step: StepWrite): Promise<boolean> {
    return this.database.transaction((tx) => this.inside(tx, step, recalledBy(step)))
  }

  private async inside(tx: Writer, step: StepWrite, recalls: readonly string[]): Promise<boolean> {
    const { rollout, head, after, assignments, groups, command } = step
    const at = this.clock.now()
    // The fleet's lock comes before the rollout's row, as with everybody who ends rollouts.
    const moves = assignments.length > 0 || groups !== null
    const frozen = moves ? (await this.groups.lockFleet(tx)).frozen : null
    if (frozen !== null && assignments.some(({ to }) => to === 'to')) return false
    const told = tellStep(rollout.state, after, {
      policy: rollout.policy,
      ends: step.ends,
      answers: step.answers,
    })
    const events = told.events.map((event) => ({ ...event, actor: null }))
    const isStored = await this.store.advance(tx, {
      ...{ id: rollout.id, version: rollout.version, head, at },
      hosts: changedHosts(rollout.state, after, step.memberOf),
      events: command === null ? events : [command.line, ...events],
    })
    if (!isStored) return false
    for (const assignment of assignments) await this.assign(tx, step, assignment)
    if (groups !== null) await this.settleGroups(tx, rollout, groups)
    await this.report(tx, step, told)
    for (const release of recalls) await this.recall(tx, step, release)
    return true
  }

  /** One wave for each group that has hosts in it. */
  private async assign(tx: Writer, step: StepWrite, { to, hosts }: StageAssignment): Promise<void> {
    const { rollout } = step
    for (const group of rollout.groups) {
      const hostIds = hosts.filter((id) => step.memberOf(id)?.groupId === group.id)
      if (hostIds.length === 0) continue
      const end = to === 'to' ? group.to : group.from
      if (end === null) await this.store.leaveWaves(tx, hostIds)
      else {
        await this.assignments.publishWave(tx, {
          ...{ groupId: group.id, revisionNumber: end.revision, hostIds, cause: 'rollout' },
          ...{ rolloutId: rollout.id, actor: step.command?.by ?? rollout.actor, reason: rollout.reason },
          // A way back does not wait.
          urgent: to === 'from',
        })
      }
    }
  }

  /** At the end the groups want one state again. What somebody assigned to single hosts meanwhile stays above it. */
  private async settleGroups(tx: Writer, rollout: LoadedRollout, which: 'to' | 'from'): Promise<void> {
    for (const group of rollout.groups) {
      const end = which === 'to' ? group.to : group.from
      if (end === null) continue
      const publication = {
        ...{ groupId: group.id, revisionNumber: end.revision, urgent: false },
        ...{ actor: rollout.actor, reason: rollout.reason },
        cause: 'rollout',
      } as const
      const above = { since: rollout.startEpoch, exceptRollout: rollout.id }
      await this.editions.publishBelow(tx, publication, above)
    }
  }

  private async report(tx: Writer, { rollout, command, after }: StepWrite, told: Told): Promise<void> {
    const { id, groups } = rollout
    const target = `rollout:${id}`
    if (command !== null) {
      const { by, line, reason } = command
      const action = `rollout.${line.kind}`
      await this.audit.record({ actor: by, action, target, reason, summary: line.says }, tx)
    }
    for (const entry of told.audits) await this.audit.record({ ...entry, actor: ITSELF, target }, tx)
    const actor = command?.by ?? null
    const details = {
      groups: groups.map(({ name }) => name),
      phase: after.phase.kind,
      reason: rollout.reason,
    }
    for (const { type, says } of told.announcements) {
      await this.announcer.announce(tx, { type, id, says: `Rollout ${id}: ${says}`, actor, details })
    }
  }

  private async recall(tx: Writer, { rollout, head, command }: StepWrite, release: string): Promise<void> {
    const why = command?.reason || head.pauses.map(describePause).join('; ') || 'a failure'
    const reason = `rollout ${rollout.id} was taken back: ${why}`.slice(0, 500)
    await this.recalls.recall(tx, { release, reason, by: command?.by ?? ITSELF, expiresAt: null })
  }
}

/** A release that is taken back everywhere does not come again by itself. One that the groups had before is no news. */
function recalledBy({ rollout, after, assignments }: StepWrite): string[] {
  const isBack = (state: RolloutState) =>
    (state.phase.kind === 'reverting' && state.phase.scope === 'all') ||
    (state.phase.kind === 'finished' && state.phase.outcome === 'reverted')
  const begins = isBack(after) && !isBack(rollout.state) && assignments.some(({ to }) => to === 'from')
  if (!begins) return []
  const before = new Set(rollout.groups.map(({ from }) => from?.release))
  return [...new Set(rollout.groups.map(({ to }) => to.release))].filter((release) => !before.has(release))
}
