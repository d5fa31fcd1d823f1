import { type Me, me } from '@goherd/protocol'
import { Controller, Get } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Actor } from './actor.js'
import { Allow, CurrentActor } from './allow.js'

@ApiTags('access')
@Controller('api/me')
export class MeController {
  /** Who is asking, and with what role. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: me })
  me(@CurrentActor() { name, email, role, via }: Actor): Me {
    return { name, email, role, via }
  }
}
