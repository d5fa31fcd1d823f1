import { type Role, refuse } from '@goherd/model'
import { lastGood } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import {
  Assignments,
  GroupClaims,
  GroupReader,
  type GroupRef,
  GroupStore,
  type RevisionRecord,
} from '../groups/index.js'
import { HostReader } from '../hosts/index.js'
import { RecallReader } from '../recalls/index.js'
import { ReleaseReader } from '../releases/index.js'
import { DrillReader } from './drill.reader.js'
import { DrillStore } from './drill.store.js'
import { drillMoved, drillRefused, drillRunning, noHostToDrill, nowhereBack } from './drill-refusals.js'
import { type DrillCandidate, pickHost } from './pick-host.js'

/** Who starts a drill: a person, or the schedule. */
export interface DrillActor {
  readonly name: string
  readonly role: Role
}

/** From where to where a drill goes, and on which host. */
interface DrillPlan {
  readonly group: GroupRef
  readonly from: RevisionRecord
  readonly to: RevisionRecord
  readonly host: DrillCandidate
}

/** Starts fire drills: one host goes back to where an emergency rollback would take its group. */
@Injectable()
export class DrillStarter {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
    private readonly groupStore: GroupStore,
    private readonly claims: GroupClaims,
    private readonly assignments: Assignments,
    private readonly hosts: HostReader,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
    private readonly reader: DrillReader,
    private readonly store: DrillStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the new drill's id
   * @throws GoherdError `group_unknown`, `group_unmanaged`, `fleet_frozen`, `rollout_running`, `drill_running`,
   *   `no_earlier_revision`, `no_host_to_drill`, `revision_moved`, `role_too_small`
   */
  async start(name: string, actor: DrillActor): Promise<string> {
    const group = await this.groups.named(name)
    await this.database.transaction((tx) => this.allow(tx, group, actor))
    const plan = await this.plan(group)
    return this.database.transaction(async (tx) => {
      await this.allow(tx, group, actor)
      const current = await this.groups.current(group.id, tx)
      if (current?.revision !== plan.from.number) throw drillMoved(name)
      return this.write(tx, plan, actor)
    })
  }

  /** Behind the fleet's lock: nothing else is assigned until the transaction ends. */
  private async allow(tx: Writer, group: GroupRef, { role }: DrillActor): Promise<void> {
    const { frozen } = await this.groupStore.lockFleet(tx)
    const refusal = refuse('drill.start', { role, frozen, group })
    if (refusal) throw drillRefused(refusal, group.name)
    await this.claims.refuse(tx, [group.id])
    const drilling = await this.reader.hostIn(tx, group.id)
    if (drilling !== undefined) throw drillRunning(group.name, drilling)
  }

  private async plan(group: GroupRef): Promise<DrillPlan> {
    const [lineage] = await this.groups.lineages([group.id])
    const revisions = lineage?.revisions ?? []
    // Its own, also where an aborted rollout left hosts elsewhere.
    const current = (await this.groups.current(group.id))?.revision ?? null
    const recalled = new Set((await this.recalls.active()).keys())
    const good = lastGood({ group: group.name, current, revisions }, recalled)
    if (good.kind !== 'proved') throw nowhereBack(group.name, good.kind)
    const numbered = (number: number | null) => revisions.find((revision) => revision.number === number)
    const [from, to] = [numbered(current), numbered(good.revision.number)]
    if (!from || !to) throw nowhereBack(group.name, 'none')
    const host = pickHost(await this.candidates(group, from, to))
    if (!host) throw noHostToDrill(group.name, to.release)
    return { group, from, to, host }
  }

  /** Hosts that are where the group is, and would need nothing but their own disk. */
  private async candidates(
    group: GroupRef,
    from: RevisionRecord,
    to: RevisionRecord,
  ): Promise<DrillCandidate[]> {
    const hosts = (await this.hosts.inGroups([group.id])).filter(
      ({ online, maintenance }) => online && maintenance === null,
    )
    const ids = hosts.map(({ id }) => id)
    const known = new Map((await this.hosts.known(ids)).map(({ host, status }) => [host.id, status]))
    const wanted = await this.assignments.wantedByHost(ids)
    const trees = (await this.releases.treeDigests([to.release])).get(to.release)
    const drilled = await this.reader.lastDrills(group.id)
    return hosts.flatMap(({ id, name, platform, observed }): DrillCandidate[] => {
      const status = known.get(id)
      const target = wanted.get(id)
      const follows = target?.origin.kind === 'revision' && target.origin.number === from.number
      const inSync = status?.state === 'in-sync' && status.proved && status.epoch >= (target?.epoch ?? 0)
      const tree = observed?.installed.find(({ release }) => release === to.release)?.treeDigest
      const genuine = tree !== undefined && tree === (trees?.get(platform) ?? tree)
      return follows && inSync && genuine ? [{ id, name, drilledAt: drilled.get(id) ?? null }] : []
    })
  }

  private async write(tx: Writer, { group, from, to, host }: DrillPlan, actor: DrillActor): Promise<string> {
    const drillId = await this.store.create(tx, {
      ...{ groupId: group.id, groupName: group.name, hostId: host.id, host: host.name },
      ...{
        fromRevision: from.number,
        toRevision: to.number,
        fromRelease: from.release,
        toRelease: to.release,
      },
      ...{ startedAt: this.clock.now(), actor: actor.name },
    })
    const reason = `drill: back to revision ${to.number} (${to.release}) and forth again`
    const { epoch } = await this.assignments.publishWave(tx, {
      ...{ groupId: group.id, revisionNumber: to.number, hostIds: [host.id], cause: 'drill', drillId },
      // Running builds are waited for: a rehearsal is no emergency.
      ...{ actor: actor.name, reason, urgent: false },
    })
    await this.store.waitFor(tx, drillId, epoch)
    const summary = `drill ${drillId} in ${group.name}: ${host.name} goes back from ${from.release} to revision ${to.number} (${to.release}), epoch ${epoch}`
    await this.audit.record(
      { actor: actor.name, action: 'drill.start', target: `group:${group.name}`, summary },
      tx,
    )
    return drillId
  }
}
