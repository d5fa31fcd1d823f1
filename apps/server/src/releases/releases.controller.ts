import { releaseList, syncResult } from '@goherd/protocol'
import { Controller, Get, HttpCode, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { CatalogueSync } from './catalogue-sync.js'
import { ReleasesView } from './release.view.js'

@ApiTags('releases')
@Controller('api/releases')
export class ReleasesController {
  constructor(
    private readonly view: ReleasesView,
    private readonly catalogue: CatalogueSync,
  ) {}

  /** The catalogue, newest first, with support status and host counts. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: releaseList })
  list(): Promise<z.infer<typeof releaseList>> {
    return this.view.list()
  }

  /** Reads the source's index now. Answers 502 with the reason, and changes nothing, when the source is not as it should be. */
  @Post('sync')
  @HttpCode(200)
  @Allow('operator')
  @ApiResponse({ status: 200, standardSchema: syncResult })
  sync(@CurrentActor() actor: Actor): Promise<z.infer<typeof syncResult>> {
    return this.catalogue.sync(actor.name)
  }
}
