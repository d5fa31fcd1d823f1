import { refuse } from '@goherd/model'
import type { startRollout } from '@goherd/protocol'
import { scheduled } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { GroupClaims, GroupReader, GroupStore } from '../groups/index.js'
import { ArchiveKeeper } from '../releases/index.js'
import { Announcer } from '../webhooks/index.js'
import type { GroupChange } from './group-changes.js'
import { makeHead } from './make-head.js'
import type { PreparedRollout } from './prepared-rollout.js'
import { RolloutStore } from './rollout.store.js'
import { maskedSpec } from './rollout-plan-view.js'
import { RolloutPlanner } from './rollout-planner.js'
import { busy, planStale, startRefused } from './rollout-refusals.js'

type Request = z.output<typeof startRollout>

/** Times to plan anew when a group is changed in between. */
const ATTEMPTS = 5

/** A start that was prepared, and who asked for it. */
interface Start {
  readonly prepared: PreparedRollout
  readonly reason: string
  readonly actor: string
}

/**
 * Starts rollouts. Archives are fetched first, with nothing locked; then, in one transaction behind the fleet's lock, everything
 * is checked again and revisions, rollout, hosts, audit row and announcement are written together.
 */
@Injectable()
export class RolloutStarter {
  constructor(
    private readonly database: Database,
    private readonly planner: RolloutPlanner,
    private readonly store: RolloutStore,
    private readonly groups: GroupStore,
    private readonly groupReader: GroupReader,
    private readonly claims: GroupClaims,
    private readonly keeper: ArchiveKeeper,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the id
   * @throws GoherdError `role_too_small`, `fleet_frozen`, `plan_stale`, `rollout_running`, those of RolloutPlanner, and of kind
   *   `upstream` when an archive cannot be had
   */
  async start({ reason, hash, ...spec }: Request, actor: Actor): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const prepared = await this.planner.prepare(spec)
      this.allow(actor, prepared.frozen)
      if (hash !== undefined && hash !== prepared.hash) throw planStale()
      await this.keepArchives(prepared)
      const start = { prepared, reason, actor: actor.name }
      const id = await this.database.transaction((tx) => this.write(tx, start, actor))
      if (id !== undefined) return id
    }
    throw busy()
  }

  private allow({ role }: Actor, frozen: { readonly reason: string } | null): void {
    const refusal = refuse('rollout.start', { role, frozen })
    if (refusal) throw startRefused(refusal)
  }

  private async keepArchives({ hosts, changes }: PreparedRollout): Promise<void> {
    const releaseOf = new Map(changes.map(({ group, to }) => [group.id, to.release]))
    const wanted = new Set(
      hosts.map(({ groupId, platform }) => `${releaseOf.get(groupId) ?? ''} ${platform}`),
    )
    await Promise.all(
      [...wanted].map((key) => {
        const [release = '', platform = ''] = key.split(' ')
        return this.keeper.ensureArchive(release, platform)
      }),
    )
  }

  /** @returns undefined when a group was changed since it was planned: plan anew */
  private async write(tx: Writer, start: Start, actor: Actor): Promise<string | undefined> {
    const { prepared, reason } = start
    const { changes, spec } = prepared
    const { frozen } = await this.groups.lockFleet(tx)
    this.allow(actor, frozen)
    for (const { group, current } of changes) {
      const now = await this.groupReader.current(group.id, tx)
      if (now?.revision !== current?.revision) return undefined
    }
    const groupIds = changes.map(({ group }) => group.id)
    if (spec.conflict === 'supersede') {
      await this.claims.end(tx, groupIds, { outcome: 'superseded', by: actor.name, reason })
    } else await this.claims.refuse(tx, groupIds)
    return this.create(tx, start)
  }

  private async create(tx: Writer, { prepared, reason, actor }: Start): Promise<string> {
    const { policy, hash, drawing, hosts, changes } = prepared
    const createdAt = this.clock.now()
    const groups = []
    for (const change of changes) groups.push(await this.target(tx, change, { actor, reason, createdAt }))
    const state = scheduled(drawing.stages)
    const now = createdAt.getTime()
    const byId = new Map(hosts.map((host) => [host.id, host]))
    const id = await this.store.create(tx, {
      ...{ hash, reason, actor, createdAt, groups },
      // Settings live in revisions; of a spec only what may be shown is kept.
      spec: maskedSpec(prepared.spec),
      head: makeHead({ state, policy, waits: [], wakeAt: null, asks: [], now }),
      hosts: drawing.stages.flatMap((ids, stage) =>
        ids.flatMap((hostId, place) => {
          const host = byId.get(hostId)
          if (host === undefined) return []
          return [{ id: hostId, host: host.name, groupId: host.groupId, stage, place, progress: null }]
        }),
      ),
    })
    await this.tell(tx, id, { prepared, reason, actor }, createdAt)
    return id
  }

  /** The revision that a group goes to: a new one behind its current one, or the old one that was named. */
  private async target(
    tx: Writer,
    { group, current, to: { revision, ...desired } }: GroupChange,
    { actor, reason, createdAt }: { actor: string; reason: string; createdAt: Date },
  ) {
    const from = current?.revision ?? null
    if (revision !== null) return { id: group.id, from, to: revision }
    const made = await this.groups.addRevision(tx, {
      ...{ ...desired, groupId: group.id, parent: from, author: actor, reason, createdAt },
    })
    return { id: group.id, from, to: made.number }
  }

  private async tell(tx: Writer, id: string, { prepared, reason, actor }: Start, at: Date): Promise<void> {
    const { hosts, drawing, changes } = prepared
    const moves = changes.map(
      ({ group, current, to }) => `${group.name} from ${current?.release ?? 'nothing'} to ${to.release}`,
    )
    const summary = `rollout ${id} of ${hosts.length} hosts in ${drawing.stages.length} stages: ${moves.join(', ')}`
    const target = `rollout:${id}`
    await this.store.addEvents(tx, id, [{ kind: 'started', says: summary, actor }], at)
    await this.audit.record({ actor, action: 'rollout.start', target, reason, summary }, tx)
    const groups = changes.map(({ group }) => group.name)
    const details = { groups, hosts: hosts.length, stages: drawing.stages.map((ids) => ids.length), reason }
    const says = `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}`
    await this.announcer.announce(tx, { type: 'rollout.started', id, says, actor, details })
  }
}
