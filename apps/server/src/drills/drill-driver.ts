import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Assignments } from '../groups/index.js'
import { type HostChange, HostChanges } from '../hosts/index.js'
import { DrillReader } from './drill.reader.js'
import { DrillStepper } from './drill-stepper.js'

/** How long after a step that could not be written the next try is, in milliseconds. */
const RETRY_MS = 2_000

/** A drill that is followed. */
interface Watch {
  readonly hostId: string
  timer: NodeJS.Timeout | undefined
  stepping: Promise<void> | undefined
  again: boolean
}

/**
 * Follows drills to their end: steps when something is heard of their host, when anything is assigned, and at their deadline. All
 * truth is in the database, so a server that starts goes on where any server stopped; of two that follow one, one writes each step.
 */
@Injectable()
export class DrillDriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DrillDriver.name)
  private readonly watches = new Map<string, Watch>()
  private looking: Promise<void> | undefined
  private lookAgain = false
  private stopped = false

  constructor(
    private readonly reader: DrillReader,
    private readonly stepper: DrillStepper,
    private readonly changes: HostChanges,
    private readonly assignments: Assignments,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.changes.onChanged((changes) => this.heard(changes))
    // A drill that another server started is heard of by its assignment: its host may be connected here.
    this.assignments.onPublished(() => this.lookForNew())
    await this.watchAll()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    for (const watch of this.watches.values()) clearTimeout(watch.timer)
    await this.looking
    await Promise.all([...this.watches.values()].map((watch) => watch.stepping))
  }

  private lookForNew(): void {
    if (this.stopped) return
    if (this.looking) {
      this.lookAgain = true
      return
    }
    this.lookAgain = false
    this.looking = this.watchAll()
      .catch((error: unknown) => this.logger.warn(`drills could not be looked for: ${String(error)}`))
      .finally(() => {
        this.looking = undefined
        if (this.lookAgain) this.lookForNew()
      })
  }

  /** Steps every drill that is under way. */
  private async watchAll(): Promise<void> {
    for (const { id, hostId } of await this.reader.open()) {
      if (!this.watches.has(id)) {
        this.watches.set(id, { hostId, timer: undefined, stepping: undefined, again: false })
      }
      this.step(id)
    }
  }

  private heard(changes: readonly HostChange[]): void {
    if (this.watches.size === 0) return
    const heard = new Set(changes.map(({ host }) => host.id))
    for (const [id, { hostId }] of this.watches) if (heard.has(hostId)) this.step(id)
  }

  /** One step at a time for each drill; what is heard meanwhile causes one more. */
  private step(id: string): void {
    const watch = this.watches.get(id)
    if (!watch || this.stopped) return
    if (watch.stepping) {
      watch.again = true
      return
    }
    clearTimeout(watch.timer)
    watch.again = false
    watch.stepping = this.stepOnce(id, watch).finally(() => {
      watch.stepping = undefined
      if (watch.again) this.step(id)
    })
  }

  private async stepOnce(id: string, watch: Watch): Promise<void> {
    let next: number | null
    try {
      next = await this.stepper.step(id)
    } catch (error) {
      this.logger.warn(`drill ${id} could not be taken on: ${String(error)}`)
      next = this.clock.now().getTime() + RETRY_MS
    }
    if (next === null) this.watches.delete(id)
    else if (!this.stopped) {
      watch.timer = setTimeout(() => this.step(id), Math.max(0, next - this.clock.now().getTime()))
      watch.timer.unref()
    }
  }
}
