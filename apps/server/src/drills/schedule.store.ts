import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'

/** How often a group rehearses by itself. */
export interface Schedule {
  readonly group: string
  readonly everyDays: number | null
  readonly nextAt: Date | null
}

/** When groups rehearse by themselves. */
@Injectable()
export class ScheduleStore {
  constructor(private readonly database: Database) {}

  /** Of every group that manages its hosts, by name. */
  async list(): Promise<Schedule[]> {
    const groups = await this.database.prisma.group.findMany({
      where: { managed: true },
      orderBy: { name: 'asc' },
    })
    return groups.map(({ name, drillEveryDays, nextDrillAt }) => ({
      ...{ group: name, everyDays: drillEveryDays, nextAt: nextDrillAt },
    }))
  }

  async set(tx: Writer, groupId: string, everyDays: number | null, nextAt: Date | null): Promise<void> {
    const data = { drillEveryDays: everyDays, nextDrillAt: nextAt }
    await tx.group.update({ where: { id: groupId }, data, select: { id: true } })
  }

  /** When the next one is due; null when none is scheduled. */
  async nextAt(): Promise<Date | null> {
    const row = await this.database.prisma.group.findFirst({
      where: { nextDrillAt: { not: null } },
      orderBy: { nextDrillAt: 'asc' },
      select: { nextDrillAt: true },
    })
    return row?.nextDrillAt ?? null
  }

  /** Puts the next drill of a group off; what was set meanwhile stays. */
  async putOff(group: string, nextAt: Date): Promise<void> {
    await this.database.prisma.group.updateMany({
      where: { name: group, drillEveryDays: { not: null } },
      data: { nextDrillAt: nextAt },
    })
  }

  /** Takes what is due, and sets when it is due next, in one statement: of several servers one gets each. @returns names of groups */
  async claimDue(now: Date): Promise<string[]> {
    const rows = await this.database.prisma.$queryRaw<{ name: string }[]>`
      UPDATE host_group SET next_drill_at = ${now}::timestamptz + make_interval(days => drill_every_days)
       WHERE next_drill_at <= ${now}::timestamptz AND drill_every_days IS NOT NULL RETURNING name`
    return rows.map(({ name }) => name).sort()
  }
}
