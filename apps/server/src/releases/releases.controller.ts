import { type ReleaseDetail, releaseDetail, releaseList, syncResult } from '@goherd/protocol'
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { CatalogueSync } from './catalogue-sync.js'
import { ReleasesView } from './release.view.js'
import { ReleaseDetailView } from './release-detail.view.js'

const byName = z.object({ name: z.string().max(64) })

@ApiTags('releases')
@Controller('api/releases')
export class ReleasesController {
  constructor(
    private readonly view: ReleasesView,
    private readonly detail: ReleaseDetailView,
    private readonly catalogue: CatalogueSync,
  ) {}

  /** The catalogue, newest first, with support status and host counts. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: releaseList })
  list(): Promise<z.infer<typeof releaseList>> {
    return this.view.list()
  }

  /** One release: where each archive came from, how it was verified, and its recalls, ended ones too. 404 `release_unknown`. */
  @Get(':name')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: releaseDetail })
  one(@Param({ schema: byName }) { name }: z.infer<typeof byName>): Promise<ReleaseDetail> {
    return this.detail.one(name)
  }

  /** Reads the source's index now. Answers 502 with the reason, and changes nothing, when the source is not as it should be. */
  @Post('sync')
  @HttpCode(200)
  @Allow('releases.sync')
  @ApiResponse({ status: 200, standardSchema: syncResult })
  sync(@CurrentActor() actor: Actor): Promise<z.infer<typeof syncResult>> {
    return this.catalogue.sync(actor.name)
  }
}
