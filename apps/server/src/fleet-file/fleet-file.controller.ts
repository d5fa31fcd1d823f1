import {
  type AppliedFleet,
  appliedFleet,
  applyFleet,
  type FleetDiff,
  fleetDiff,
  planFleet,
} from '@goherd/protocol'
import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { FleetApplier } from './fleet-applier.js'
import { FleetPlanner } from './fleet-planner.js'

@ApiTags('fleet file')
@Controller('api/fleet-file')
export class FleetFileController {
  constructor(
    private readonly planner: FleetPlanner,
    private readonly applier: FleetApplier,
  ) {}

  /** What applying a file would change; nothing is written. */
  @Post('plan')
  @HttpCode(200)
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: fleetDiff })
  async plan(@Body({ schema: planFleet }) { file }: z.output<typeof planFleet>): Promise<FleetDiff> {
    return (await this.planner.plan(file)).diff
  }

  /** Makes the fleet as a file says, group by group. 409 `plan_stale` when the diff is another by then, `fleet_frozen`. */
  @Post('apply')
  @HttpCode(200)
  @Allow('fleet-file.apply')
  @ApiResponse({ status: 200, standardSchema: appliedFleet })
  apply(
    @Body({ schema: applyFleet }) request: z.output<typeof applyFleet>,
    @CurrentActor() actor: Actor,
  ): Promise<AppliedFleet> {
    return this.applier.apply(request, actor)
  }
}
