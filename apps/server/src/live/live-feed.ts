import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Enrollments } from '../enrollment/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { Assignments, GroupReader, GroupWindows } from '../groups/index.js'
import { type HostChange, HostChanges, HostViews, Progress } from '../hosts/index.js'
import { RollbackDriver, RollbackViews } from '../rollback/index.js'
import { RolloutDriver, RolloutViews } from '../rollouts/index.js'
import { LiveStream } from './live-stream.js'
import { type Batch, PendingChanges } from './pending-changes.js'

/** Between batches, in milliseconds. */
const EVERY_MS = 250
/** Rows in one message. */
const ROWS = 500

/** Hears every change on this server and tells dashboards of it in batches. */
@Injectable()
export class LiveFeed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LiveFeed.name)
  private readonly pending = new PendingChanges()
  private timer: NodeJS.Timeout | undefined
  private telling = false

  constructor(
    private readonly stream: LiveStream,
    private readonly changes: HostChanges,
    private readonly progress: Progress,
    private readonly views: HostViews,
    private readonly assignments: Assignments,
    private readonly groups: GroupReader,
    private readonly windows: GroupWindows,
    private readonly rollbacks: RollbackDriver,
    private readonly rollbackViews: RollbackViews,
    private readonly rollouts: RolloutDriver,
    private readonly rolloutViews: RolloutViews,
    private readonly freeze: FleetFreeze,
    private readonly enrollments: Enrollments,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.changes.onChanged((changes) => this.hostsChanged(changes))
    this.progress.onMoved((hostId) => this.pending.hostsChanged([hostId]))
    this.rollbacks.onChanged((id) => this.pending.rollbackChanged(id))
    this.rollouts.onChanged((id) => {
      this.pending.rolloutChanged(id)
      this.pending.fleetChanged()
    })
    this.freeze.onChanged(() => this.pending.fleetChanged())
    this.windows.onChanged((groupId) => {
      if (groupId !== undefined) this.pending.groupChanged(groupId)
    })
    this.assignments.onPublished(({ groupId }) => {
      if (groupId !== null) this.pending.groupChanged(groupId)
      this.pending.fleetChanged()
    })
    this.enrollments.onEnrolled(({ hostId, groupId }) => {
      this.pending.hostsChanged([hostId])
      this.pending.groupChanged(groupId)
      this.pending.fleetChanged()
    })
    this.timer = setInterval(() => void this.tick(), EVERY_MS)
    this.timer.unref()
  }

  onModuleDestroy(): void {
    clearInterval(this.timer)
  }

  private hostsChanged(changes: readonly HostChange[]): void {
    this.pending.hostsChanged(changes.map(({ host }) => host.id))
    const removed = changes.flatMap(({ host, removed }) => (removed ? [host.groupId] : []))
    for (const groupId of new Set(removed)) this.pending.groupChanged(groupId)
    const counts = changes.some(
      ({ before, after }) => before.state !== after.state || before.actual !== after.actual,
    )
    if (counts || removed.length > 0) this.pending.fleetChanged()
  }

  /** One batch at a time: when the database is slow, changes gather into fewer, larger ones. */
  private async tick(): Promise<void> {
    if (this.telling) return
    const batch = this.pending.take(this.clock.now().getTime())
    if (!batch) return
    if (!this.stream.isWanted()) return this.stream.skip()
    this.telling = true
    try {
      await this.tell(batch)
    } catch (error) {
      this.pending.giveBack(batch)
      this.logger.warn(`dashboards could not be told of changes, trying again: ${String(error)}`)
    } finally {
      this.telling = false
    }
  }

  private async tell({ hostIds, groupIds, rollbackIds, rolloutIds, fleet }: Batch): Promise<void> {
    const hosts = hostIds.length > 0 ? await this.views.byIds(hostIds) : []
    const groups = groupIds.length > 0 ? await this.groupNames(groupIds) : []
    const rollbacks = await Promise.all(rollbackIds.map((id) => this.rollbackViews.one(id)))
    const rollouts = await Promise.all(rolloutIds.map((id) => this.rolloutViews.one(id)))
    for (let at = 0; at < hosts.length; at += ROWS) {
      this.stream.tell('hosts.changed', { hosts: hosts.slice(at, at + ROWS) })
    }
    if (groups.length > 0) this.stream.tell('groups.changed', { groups })
    for (const rollback of rollbacks) this.stream.tell('rollback.changed', { rollback })
    for (const rollout of rollouts) this.stream.tell('rollout.changed', { rollout })
    if (fleet) this.stream.tell('fleet.changed', {})
  }

  private async groupNames(ids: readonly string[]): Promise<string[]> {
    const groups = await this.groups.list()
    return groups.flatMap(({ id, name }) => (ids.includes(id) ? [name] : []))
  }
}
