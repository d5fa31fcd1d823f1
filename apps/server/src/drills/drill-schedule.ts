import { windowState } from '@goherd/rollout-engine'
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { GroupReader, toWindow } from '../groups/index.js'
import { Announcer } from '../webhooks/index.js'
import { drillRefused } from './drill-refusals.js'
import { DrillStarter } from './drill-starter.js'
import { ScheduleStore } from './schedule.store.js'

const DAY_MS = 86_400_000
/** The longest wait between looks, in milliseconds: another server may have been told of an earlier drill. */
const LOOK_AT_LEAST_MS = 3_600_000
/** Whom a drill is by that nobody started. */
const SCHEDULE = { name: 'schedule', role: 'operator' } as const

/** Starts drills when they are due. */
@Injectable()
export class DrillSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DrillSchedule.name)
  private timer: NodeJS.Timeout | undefined
  private stopped = false

  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
    private readonly store: ScheduleStore,
    private readonly starter: DrillStarter,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.waitForNext()
  }

  onModuleDestroy(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  /**
   * @param everyDays null: never by itself
   * @throws GoherdError `group_unknown`, `group_unmanaged`
   */
  async set(name: string, everyDays: number | null, actor: Actor): Promise<void> {
    const nextAt = everyDays === null ? null : new Date(this.clock.now().getTime() + everyDays * DAY_MS)
    await this.database.transaction(async (tx) => {
      const group = await this.groups.named(name, tx)
      if (!group.managed) throw drillRefused({ kind: 'unmanaged' }, name)
      await this.store.set(tx, group.id, everyDays, nextAt)
      const often = everyDays === null ? 'no longer rehearses by itself' : `rehearses every ${everyDays} days`
      const record = { actor: actor.name, action: 'drill.schedule', target: `group:${name}` }
      await this.audit.record({ ...record, summary: `${name} ${often}` }, tx)
    })
    await this.waitForNext()
  }

  /** Starts what is due now, on this server or none. What is due outside the windows of its group waits for the next one. */
  async startDue(): Promise<void> {
    const now = this.clock.now()
    for (const group of await this.store.claimDue(now)) {
      const opensAt = await this.opensAt(group, now)
      if (opensAt !== null) await this.store.putOff(group, opensAt)
      else await this.starter.start(group, SCHEDULE).catch((error: unknown) => this.couldNot(group, error))
    }
  }

  /** null where a window is open, or none ever will be: then the drill says so by being held. */
  private async opensAt(name: string, now: Date): Promise<Date | null> {
    const { id } = await this.groups.named(name)
    const windows = (await this.groups.windows([id])).get(id) ?? []
    const state = windowState(windows.map(toWindow), now.getTime())
    return state.kind === 'open' || state.opensAt === null ? null : new Date(state.opensAt)
  }

  private async waitForNext(): Promise<void> {
    const next = await this.store.nextAt()
    clearTimeout(this.timer)
    if (this.stopped) return
    const wait = next === null ? LOOK_AT_LEAST_MS : next.getTime() - this.clock.now().getTime()
    this.timer = setTimeout(() => void this.due(), Math.min(Math.max(wait, 0), LOOK_AT_LEAST_MS))
    this.timer.unref()
  }

  private async due(): Promise<void> {
    try {
      await this.startDue()
      await this.waitForNext()
    } catch (error) {
      this.logger.warn(`drills that are due could not be started: ${String(error)}`)
      if (this.stopped) return
      this.timer = setTimeout(() => void this.due(), 60_000)
      this.timer.unref()
    }
  }

  /** A rehearsal that cannot be held is worth knowing of: the real thing might not be possible either. */
  private async couldNot(group: string, error: unknown): Promise<void> {
    if (!(error instanceof GoherdError)) throw error
    const says = `The scheduled drill in ${group} could not start: ${error.message}`
    await this.database.transaction(async (tx) => {
      const record = { actor: SCHEDULE.name, action: 'drill.start', target: `group:${group}` }
      await this.audit.record({ ...record, outcome: 'refused', summary: says }, tx)
      const details = { state: 'refused', group, code: error.code }
      await this.announcer.announce(tx, { type: 'drill.finished', id: group, says, actor: null, details })
    })
  }
}
