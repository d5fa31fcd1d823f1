import { type SavedView, savedView, savedViewList, saveView } from '@goherd/protocol'
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { SavedViewStore } from './saved-view.store.js'
import { SavedViews } from './saved-views.js'

/** Everybody keeps views of their own; operators share them. */
@ApiTags('hosts')
@Controller('api/views')
export class ViewsController {
  constructor(
    private readonly views: SavedViews,
    private readonly store: SavedViewStore,
  ) {}

  /** One's own views and those that others share, by name. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: savedViewList })
  async list(@CurrentActor() actor: Actor): Promise<z.infer<typeof savedViewList>> {
    return { views: await this.store.visibleTo(actor.userId) }
  }

  /** Keeps a view; one of the same name is replaced. For the refusals see SavedViews. */
  @Post()
  @HttpCode(200)
  @Allow('viewer', 'view.share')
  @ApiResponse({ status: 200, standardSchema: savedView })
  save(
    @Body({ schema: saveView }) body: z.output<typeof saveView>,
    @CurrentActor() actor: Actor,
  ): Promise<SavedView> {
    return this.views.save(body, actor)
  }

  /** Takes a view away, and answers it. 404 `view_unknown`, 403 `view_not_yours`. */
  @Delete(':id')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: savedView })
  remove(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<SavedView> {
    return this.views.remove(id, actor)
  }
}
