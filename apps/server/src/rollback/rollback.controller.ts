import {
  planRequest,
  type RollbackPlan,
  type RollbackView,
  rollbackList,
  rollbackPlan,
  rollbackView,
  type SignedCertificate,
  signedCertificate,
  startRollback,
} from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { RollbackViews } from './rollback.view.js'
import { RollbackCertificates } from './rollback-certificates.js'
import { RollbackPlanner } from './rollback-planner.js'
import { RollbackStarter } from './rollback-starter.js'

const byId = z.object({ id: z.string().max(64) })

@ApiTags('rollbacks')
@Controller('api/rollbacks')
export class RollbackController {
  constructor(
    private readonly planner: RollbackPlanner,
    private readonly starter: RollbackStarter,
    private readonly views: RollbackViews,
    private readonly certificates: RollbackCertificates,
  ) {}

  /** What a rollback would do. Valid for a minute, or until the fleet is assigned something else. */
  @Post('plan')
  @HttpCode(200)
  @Allow('rollback.plan')
  @ApiResponse({ status: 200, standardSchema: rollbackPlan })
  plan(
    @Body({ schema: planRequest }) request: z.output<typeof planRequest>,
    @CurrentActor() actor: Actor,
  ): Promise<RollbackPlan> {
    return this.planner.plan(request, actor)
  }

  /** Starts a planned rollback; returns at once, it goes on by itself. For the refusals see RollbackStarter. */
  @Post()
  @HttpCode(201)
  @Allow('rollback.start')
  @ApiResponse({ status: 201, standardSchema: rollbackView })
  start(
    @Body({ schema: startRollback }) request: z.output<typeof startRollback>,
    @CurrentActor() actor: Actor,
  ): Promise<RollbackView> {
    return this.starter.start(request, actor)
  }

  /** The newest rollbacks, newest first. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rollbackList })
  async list(): Promise<z.infer<typeof rollbackList>> {
    return { rollbacks: await this.views.list() }
  }

  /** How far a rollback is. 404 `rollback_unknown`. */
  @Get(':id')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: rollbackView })
  one(@Param({ schema: byId }) { id }: z.infer<typeof byId>): Promise<RollbackView> {
    return this.views.one(id)
  }

  /** Who took what back when, and what each host proved, signed: to be kept, and checked without this server. 404 `rollback_unknown`. */
  @Get(':id/certificate')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: signedCertificate })
  certificate(@Param({ schema: byId }) { id }: z.infer<typeof byId>): Promise<SignedCertificate> {
    return this.certificates.issue(id)
  }
}
