import {
  type DrillView,
  drillList,
  drillSchedule,
  drillSchedules,
  drillView,
  startDrill,
} from '@goherd/protocol'
import { Body, Controller, Get, Post, Put } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { DrillViews } from './drill.view.js'
import { DrillSchedule } from './drill-schedule.js'
import { DrillStarter } from './drill-starter.js'
import { ScheduleStore } from './schedule.store.js'

type Schedules = z.infer<typeof drillSchedules>

@ApiTags('drills')
@Controller('api/drills')
export class DrillsController {
  constructor(
    private readonly starter: DrillStarter,
    private readonly views: DrillViews,
    private readonly schedule: DrillSchedule,
    private readonly schedules: ScheduleStore,
  ) {}

  /** The newest drills, newest first. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: drillList })
  list(): Promise<z.infer<typeof drillList>> {
    return this.views.list()
  }

  /** Rehearses the way back on one host of a group; returns at once, it goes on by itself. For the refusals see DrillStarter. */
  @Post()
  @Allow('drill.start')
  @ApiResponse({ status: 201, standardSchema: drillView })
  async start(
    @Body({ schema: startDrill }) { group }: z.output<typeof startDrill>,
    @CurrentActor() actor: Actor,
  ): Promise<DrillView> {
    return this.views.one(await this.starter.start(group, actor))
  }

  /** How often each group rehearses by itself, by name. */
  @Get('schedules')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: drillSchedules })
  async listSchedules(): Promise<Schedules> {
    const schedules = await this.schedules.list()
    return { schedules: schedules.map((one) => ({ ...one, nextAt: one.nextAt?.toISOString() ?? null })) }
  }

  /** Sets how often a group rehearses; the first time is after as many days. 404 `group_unknown`, 409 `group_unmanaged`. */
  @Put('schedules')
  @Allow('drill.schedule')
  @ApiResponse({ status: 200, standardSchema: drillSchedules })
  async setSchedule(
    @Body({ schema: drillSchedule }) { group, everyDays }: z.output<typeof drillSchedule>,
    @CurrentActor() actor: Actor,
  ): Promise<Schedules> {
    await this.schedule.set(group, everyDays, actor)
    return this.listSchedules()
  }
}
