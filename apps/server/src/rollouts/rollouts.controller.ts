import { ROLLOUT_CONTROLS } from '@goherd/model'
import {
  type RolloutPlan,
  type RolloutSpec,
  type RolloutView,
  rolloutCommand,
  rolloutEvents,
  rolloutHosts,
  rolloutHostsQuery,
  rolloutList,
  rolloutPlan,
  rolloutSpec,
  rolloutView,
  startRollout,
} from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { RolloutViews } from './rollout.view.js'
import { RolloutControls } from './rollout-controls.js'
import { RolloutHostViews } from './rollout-hosts.view.js'
import { RolloutPlanner } from './rollout-planner.js'
import { RolloutStarter } from './rollout-starter.js'

const byId = z.object({ id: z.string().max(64) })
type ById = z.infer<typeof byId>

/** What people say to a rollout that was started. */
const COMMANDS = ROLLOUT_CONTROLS.map((command) => `rollout.${command}` as const)

@ApiTags('rollouts')
@Controller('api/rollouts')
export class RolloutsController {
  constructor(
    private readonly planner: RolloutPlanner,
    private readonly starter: RolloutStarter,
    private readonly controls: RolloutControls,
    private readonly views: RolloutViews,
    private readonly hostViews: RolloutHostViews,
  ) {}

  /** What a rollout would do; nothing is written. For the refusals see RolloutPlanner. */
  @Post('plan')
  @HttpCode(200)
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rolloutPlan })
  plan(@Body({ schema: rolloutSpec }) spec: RolloutSpec): Promise<RolloutPlan> {
    return this.planner.plan(spec)
  }

  /** Starts a rollout; it goes on by itself. For the refusals see RolloutStarter. */
  @Post()
  @HttpCode(201)
  @Allow('rollout.start')
  @ApiResponse({ status: 201, standardSchema: rolloutView })
  async start(
    @Body({ schema: startRollout }) request: z.output<typeof startRollout>,
    @CurrentActor() actor: Actor,
  ): Promise<RolloutView> {
    return this.views.one(await this.starter.start(request, actor))
  }

  /** The newest rollouts, newest first. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rolloutList })
  async list(): Promise<z.infer<typeof rolloutList>> {
    return { rollouts: await this.views.list() }
  }

  /** Where a rollout stands. 404 `rollout_unknown`. */
  @Get(':id')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rolloutView })
  one(@Param({ schema: byId }) { id }: ById): Promise<RolloutView> {
    return this.views.one(id)
  }

  /** Its hosts, those that ended badly first. 404 `rollout_unknown`. */
  @Get(':id/hosts')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rolloutHosts })
  hosts(
    @Param({ schema: byId }) { id }: ById,
    @Query({ schema: rolloutHostsQuery }) query: z.output<typeof rolloutHostsQuery>,
  ): Promise<z.infer<typeof rolloutHosts>> {
    return this.hostViews.hosts(id, query)
  }

  /** What happened in it, newest first. 404 `rollout_unknown`. */
  @Get(':id/events')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rolloutEvents })
  events(@Param({ schema: byId }) { id }: ById): Promise<z.infer<typeof rolloutEvents>> {
    return this.hostViews.events(id)
  }

  /** Pause, resume, promote, approve, retry, abort. For the refusals see RolloutControls. */
  @Post(':id/commands')
  @HttpCode(200)
  @Allow(...COMMANDS)
  @ApiResponse({ status: 200, standardSchema: rolloutView })
  async command(
    @Param({ schema: byId }) { id }: ById,
    @Body({ schema: rolloutCommand }) request: z.output<typeof rolloutCommand>,
    @CurrentActor() actor: Actor,
  ): Promise<RolloutView> {
    await this.controls.command(id, request, actor)
    return this.views.one(id)
  }
}
