import { type FleetStatus, fleetStatus, freezeRequest, liftRequest, liftResult } from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { FleetView } from './fleet.view.js'
import { FleetFreezer } from './fleet-freezer.js'
import { FleetLifter } from './fleet-lifter.js'

@ApiTags('fleet')
@Controller('api')
export class FleetController {
  constructor(
    private readonly view: FleetView,
    private readonly freezer: FleetFreezer,
    private readonly lifter: FleetLifter,
  ) {}

  /** The whole fleet in one answer. */
  @Get('status')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: fleetStatus })
  status(): Promise<FleetStatus> {
    return this.view.status()
  }

  /** Freezes the fleet: nothing new starts until it is lifted; rollbacks do. 409 `frozen_already`. */
  @Post('fleet/freeze')
  @HttpCode(200)
  @Allow('fleet.freeze')
  @ApiResponse({ status: 200, standardSchema: fleetStatus })
  async freeze(
    @Body({ schema: freezeRequest }) { reason }: z.output<typeof freezeRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<FleetStatus> {
    await this.freezer.freezeNow(reason, actor)
    return this.view.status()
  }

  /** Lifts the freeze that an emergency rollback left. 409 `not_frozen`. */
  @Post('fleet/lift')
  @HttpCode(200)
  @Allow('fleet.lift')
  @ApiResponse({ status: 200, standardSchema: liftResult })
  async lift(
    @Body({ schema: liftRequest }) { reason }: z.output<typeof liftRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof liftResult>> {
    await this.lifter.lift(reason, actor)
    return { frozen: false }
  }
}
