import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Jobs } from '../base/jobs/index.js'
import { FleetView } from '../fleet/index.js'
import { SampleStore } from './sample.store.js'

/** The job that makes old samples fewer. */
const THIN = 'thin-fleet-history'
const MINUTE_MS = 60_000
/** After a start every host counts as offline until it is back; a sample of that would be a lie about the fleet. */
const SETTLE_MS = 20_000

/** Writes down once a minute how many hosts are in which state. Every server tries, and the first one of a minute does it. */
@Injectable()
export class FleetSampler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(FleetSampler.name)
  private timer: NodeJS.Timeout | undefined
  private sampling: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly fleet: FleetView,
    private readonly store: SampleStore,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {
    this.jobs.defineDaily(THIN, () => this.store.thin(this.clock.now()))
  }

  /** A server without any history takes its first sample at once, so that there is a line soon. */
  onApplicationBootstrap(): void {
    this.sampling = this.firstSample()
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.sampling
  }

  /** Writes the sample of this minute. @returns whether nobody else had */
  async sample(): Promise<boolean> {
    const { hosts, unsupported } = await this.fleet.status()
    const at = new Date(Math.floor(this.clock.now().getTime() / MINUTE_MS) * MINUTE_MS)
    return this.store.add({ at: at.toISOString(), ...hosts, unsupported })
  }

  private async firstSample(): Promise<void> {
    await this.tell(async () => {
      if (!(await this.store.hasAny())) await this.sample()
    })
    this.next(SETTLE_MS)
  }

  /** At the next full minute that is at least so far away. */
  private next(leastMs = 0): void {
    if (this.stopped) return
    const now = this.clock.now().getTime()
    const at = Math.ceil((now + leastMs + 1) / MINUTE_MS) * MINUTE_MS
    this.timer = setTimeout(() => {
      this.sampling = this.tell(() => this.sample()).then(() => this.next())
    }, at - now)
    this.timer.unref()
  }

  private async tell(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!this.stopped) this.logger.warn(`the fleet could not be counted, trying again: ${String(error)}`)
    }
  }
}
