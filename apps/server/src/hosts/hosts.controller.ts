import {
  type BulkResult,
  bulkRequest,
  bulkResult,
  type HostDetail,
  hostDetail,
  hostList,
  hostQuery,
  hostRollbackRequest,
  hostRollbackResult,
  hostTimeline,
  name,
  recheckRequest,
  recheckResult,
} from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { HostViews } from './host.view.js'
import { HostAsker } from './host-asker.js'
import { HostBulk } from './host-bulk.js'
import { HostRestorer } from './host-restorer.js'

const byName = z.object({ name })
type ByName = z.infer<typeof byName>

@ApiTags('hosts')
@Controller('api/hosts')
export class HostsController {
  constructor(
    private readonly views: HostViews,
    private readonly asker: HostAsker,
    private readonly restorer: HostRestorer,
    private readonly bulk: HostBulk,
  ) {}

  /** Hosts that fit the query, one page of them, and how many fit. Without `limit` the first thousand. 400 `query_invalid`. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: hostList })
  list(@Query({ schema: hostQuery }) query: z.output<typeof hostQuery>): Promise<z.infer<typeof hostList>> {
    return this.views.list(query)
  }

  /** Does one thing to many hosts, and tells which of them refused. For the other refusals see HostBulk. */
  @Post('bulk')
  @HttpCode(200)
  @Allow('host.recheck', 'host.label', 'host.remove')
  @ApiResponse({ status: 200, standardSchema: bulkResult })
  many(
    @Body({ schema: bulkRequest }) request: z.output<typeof bulkRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<BulkResult> {
    return this.bulk.change(request, actor)
  }

  /** One host. 404 `host_unknown`. */
  @Get(':name')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: hostDetail })
  one(@Param({ schema: byName }) { name }: ByName): Promise<HostDetail> {
    return this.views.detail(name)
  }

  /** The host's own events, newest first. 404 `host_unknown`. */
  @Get(':name/timeline')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: hostTimeline })
  timeline(@Param({ schema: byName }) { name }: ByName): Promise<z.infer<typeof hostTimeline>> {
    return this.views.timeline(name)
  }

  /** Asks the host to look at its disk now. For the refusals see HostAsker. */
  @Post(':name/recheck')
  @HttpCode(200)
  @Allow('host.recheck')
  @ApiResponse({ status: 200, standardSchema: recheckResult })
  recheck(
    @Param({ schema: byName }) { name }: ByName,
    @Body({ schema: recheckRequest }) { bytes }: z.output<typeof recheckRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof recheckResult>> {
    return this.asker.recheck(name, bytes, actor)
  }

  /** Takes the host to one of its snapshots. For the refusals see HostRestorer. */
  @Post(':name/rollback')
  @HttpCode(200)
  @Allow('host.rollback')
  @ApiResponse({ status: 200, standardSchema: hostRollbackResult })
  rollback(
    @Param({ schema: byName }) { name }: ByName,
    @Body({ schema: hostRollbackRequest }) request: z.output<typeof hostRollbackRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof hostRollbackResult>> {
    return this.restorer.restore(name, request, actor)
  }
}
