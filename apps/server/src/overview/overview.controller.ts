import {
  attentionList,
  type FleetHistory,
  type FleetMap,
  fleetHistory,
  fleetHistoryQuery,
  fleetMap,
  fleetMapQuery,
} from '@goherd/protocol'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { AttentionView } from './attention.view.js'
import { FleetMapView } from './fleet-map.view.js'
import { HistoryView } from './history.view.js'

@ApiTags('fleet')
@Controller('api/fleet')
export class OverviewController {
  constructor(
    private readonly maps: FleetMapView,
    private readonly history: HistoryView,
    private readonly attention: AttentionView,
  ) {}

  /** Every host that fits `q`, in columns. 400 `query_invalid`. */
  @Get('map')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: fleetMap })
  map(@Query({ schema: fleetMapQuery }) query: z.output<typeof fleetMapQuery>): Promise<FleetMap> {
    return this.maps.map(query)
  }

  /** Hosts by state over the last `hours`, oldest first. */
  @Get('history')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: fleetHistory })
  samples(
    @Query({ schema: fleetHistoryQuery }) { hours }: z.output<typeof fleetHistoryQuery>,
  ): Promise<FleetHistory> {
    return this.history.last(hours)
  }

  /** What needs a person, the most urgent first. */
  @Get('attention')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: attentionList })
  async items(@CurrentActor() actor: Actor): Promise<z.infer<typeof attentionList>> {
    return { items: await this.attention.items(actor.role) }
  }
}
