import {
  liftRecall,
  type RecallView,
  recallList,
  recallRelease,
  recallView,
  releaseName,
} from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { RecallReader } from './recall.reader.js'
import { Recalls } from './recalls.js'

const byRelease = z.object({ release: releaseName })
type ByRelease = z.infer<typeof byRelease>

@ApiTags('releases')
@Controller('api')
export class RecallsController {
  constructor(
    private readonly recalls: Recalls,
    private readonly reader: RecallReader,
  ) {}

  /** Every recall that holds now. */
  @Get('recalls')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: recallList })
  async list(): Promise<z.infer<typeof recallList>> {
    const active = await this.reader.active()
    return { recalls: [...active].flatMap(([name, recall]) => (name === recall.release ? [recall] : [])) }
  }

  /** Nothing goes to the release from now on. 404 `release_unknown`, 400 `expiry_past`. */
  @Post('releases/:release/recall')
  @HttpCode(200)
  @Allow('release.recall')
  @ApiResponse({ status: 200, standardSchema: recallView })
  recall(
    @Param({ schema: byRelease }) { release }: ByRelease,
    @Body({ schema: recallRelease }) { reason, expiresAt }: z.output<typeof recallRelease>,
    @CurrentActor() actor: Actor,
  ): Promise<RecallView> {
    const expires = expiresAt === null ? null : new Date(expiresAt)
    return this.recalls.recallNow({ release, reason, by: actor.name, expiresAt: expires })
  }

  /** The release may be used again. 409 `release_not_recalled`. */
  @Post('releases/:release/recall/lift')
  @HttpCode(200)
  @Allow('release.lift')
  @ApiResponse({ status: 200, standardSchema: recallView })
  lift(
    @Param({ schema: byRelease }) { release }: ByRelease,
    @Body({ schema: liftRecall }) { reason }: z.output<typeof liftRecall>,
    @CurrentActor() actor: Actor,
  ): Promise<RecallView> {
    return this.recalls.lift(release, { reason, by: actor.name })
  }
}
