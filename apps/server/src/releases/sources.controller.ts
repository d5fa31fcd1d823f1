import { createMirror, name, orderMirrors, type SourceTest, sourceList, sourceTest } from '@goherd/protocol'
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { Mirrors } from './mirrors.js'

const byName = z.object({ name })
type ByName = z.infer<typeof byName>
type SourceList = z.infer<typeof sourceList>

/** Where releases come from. A mirror's bytes count only when they have the catalogue's digest. */
@ApiTags('releases')
@Controller('api/sources')
export class SourcesController {
  constructor(private readonly mirrors: Mirrors) {}

  /** The configured source, then the mirrors, in the order in which they are asked. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: sourceList })
  list(): Promise<SourceList> {
    return this.mirrors.list()
  }

  /** Adds a mirror behind the others. 409 `mirror_exists`. */
  @Post('mirrors')
  @Allow('mirror.manage')
  @ApiResponse({ status: 201, standardSchema: sourceList })
  add(
    @Body({ schema: createMirror }) body: z.output<typeof createMirror>,
    @CurrentActor() actor: Actor,
  ): Promise<SourceList> {
    return this.mirrors.add(body, actor)
  }

  /** Names all mirrors in the order they are to be asked. 409 `order_incomplete`. */
  @Put('mirrors/order')
  @Allow('mirror.manage')
  @ApiResponse({ status: 200, standardSchema: sourceList })
  order(
    @Body({ schema: orderMirrors }) { names }: z.output<typeof orderMirrors>,
    @CurrentActor() actor: Actor,
  ): Promise<SourceList> {
    return this.mirrors.order(names, actor)
  }

  /** Removes a mirror; archives that came from it stay. 404 `mirror_unknown`. */
  @Delete('mirrors/:name')
  @Allow('mirror.manage')
  @ApiResponse({ status: 200, standardSchema: sourceList })
  remove(@Param({ schema: byName }) { name }: ByName, @CurrentActor() actor: Actor): Promise<SourceList> {
    return this.mirrors.remove(name, actor)
  }

  /** Tries a source from end to end; it fetches an archive, which takes a while. 404 `mirror_unknown`. */
  @Post(':name/test')
  @HttpCode(200)
  @Allow('mirror.test')
  @ApiResponse({ status: 200, standardSchema: sourceTest })
  test(@Param({ schema: byName }) { name }: ByName, @CurrentActor() actor: Actor): Promise<SourceTest> {
    return this.mirrors.test(name, actor)
  }
}
