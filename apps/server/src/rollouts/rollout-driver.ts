import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { Assignments, GroupWindows } from '../groups/index.js'
import { type HostChange, HostChanges } from '../hosts/index.js'
import { Recalls } from '../recalls/index.js'
import { GateDoor } from './gate-door.js'
import { RolloutReader } from './rollout.reader.js'
import { RolloutFeed, type StoredStep } from './rollout-feed.js'
import { RolloutStepper } from './rollout-stepper.js'
import { RolloutWatch, type WatchScene } from './rollout-watch.js'

/**
 * Follows every rollout that is not finished. All truth is in the database: a server that starts resumes where any server stopped,
 * and of two servers that follow the same rollout one stores a step and the other reads it. It never polls; what wakes it is news
 * of hosts, assignments, windows, freezes, recalls, gates and steps stored elsewhere, and for each rollout one timer.
 */
@Injectable()
export class RolloutDriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RolloutDriver.name)
  private readonly watches = new Map<string, RolloutWatch>()
  private readonly listeners = new Set<(rolloutId: string) => void>()
  private bootedAt = 0
  private stopped = false

  constructor(
    private readonly reader: RolloutReader,
    private readonly stepper: RolloutStepper,
    private readonly feed: RolloutFeed,
    private readonly gates: GateDoor,
    private readonly changes: HostChanges,
    private readonly assignments: Assignments,
    private readonly windows: GroupWindows,
    private readonly freeze: FleetFreeze,
    private readonly recalls: Recalls,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.bootedAt = this.clock.now().getTime()
    this.changes.onChanged((changes) => this.hostsChanged(changes))
    this.feed.onStored((step) => this.stored(step))
    this.gates.onAnswered(({ rolloutId, answer }) => this.watches.get(rolloutId)?.answered(answer))
    this.windows.onChanged((groupId) => this.windowsChanged(groupId))
    this.freeze.onChanged(() => this.lookAtAll())
    this.recalls.onChanged(() => this.lookAtAll())
    this.assignments.onPublished((published) => {
      for (const watch of this.watches.values()) watch.published(published)
    })
    await this.watchAll()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    await Promise.all([...this.watches.values()].map((watch) => watch.stop()))
  }

  /** Told of each rollout of which something was stored, by this server or another one. */
  onChanged(listener: (rolloutId: string) => void): void {
    this.listeners.add(listener)
  }

  private async watchAll(): Promise<void> {
    for (const id of await this.reader.openIds()) this.watch(id)
  }

  private watch(id: string): void {
    if (this.stopped || this.watches.has(id)) return
    const scene: WatchScene = {
      bootedAt: this.bootedAt,
      clock: this.clock,
      stepper: this.stepper,
      gates: this.gates,
      onEnd: () => this.watches.delete(id),
      onTrouble: (error) => this.logger.warn(`rollout ${id} could not go on, trying again: ${String(error)}`),
    }
    const watch = new RolloutWatch(id, scene)
    this.watches.set(id, watch)
    watch.look()
  }

  private stored(step: StoredStep): void {
    if (step === undefined) {
      // The connection was away: anything may have been stored.
      for (const watch of this.watches.values()) watch.storedElsewhere(Number.POSITIVE_INFINITY)
      this.watchAll().catch((error: unknown) =>
        this.logger.warn(`rollouts could not be read: ${String(error)}`),
      )
      return
    }
    const watch = this.watches.get(step.id)
    if (watch) watch.storedElsewhere(step.version)
    else this.watch(step.id)
    for (const listener of this.listeners) listener(step.id)
  }

  private hostsChanged(changes: readonly HostChange[]): void {
    for (const watch of this.watches.values()) {
      const ids = changes.flatMap(({ host }) => (watch.isOf(host.groupId) ? [host.id] : []))
      if (ids.length > 0) watch.heard(ids)
    }
  }

  private windowsChanged(groupId: string | undefined): void {
    for (const watch of this.watches.values()) if (groupId === undefined || watch.isOf(groupId)) watch.look()
  }

  private lookAtAll(): void {
    for (const watch of this.watches.values()) watch.look()
  }
}
