import { type Hints, hints, type Me, me } from '@goherd/protocol'
import { Body, Controller, Get, Put } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Actor } from './actor.js'
import { Allow, CurrentActor } from './allow.js'
import { PeopleStore } from './people.store.js'

@ApiTags('access')
@Controller('api/me')
@Allow('viewer')
export class MeController {
  constructor(private readonly people: PeopleStore) {}

  /** Who is asking, and with what role. */
  @Get()
  @ApiResponse({ status: 200, standardSchema: me })
  me(@CurrentActor() { name, email, role, via }: Actor): Me {
    return { name, email, role, via }
  }

  /** The first-run hints that the person does not want to see again. */
  @Get('hints')
  @ApiResponse({ status: 200, standardSchema: hints })
  hints(@CurrentActor() { userId }: Actor): Promise<Hints> {
    return this.people.hints(userId)
  }

  /** Says which hints not to show again; each is named once, however often it is given. */
  @Put('hints')
  @ApiResponse({ status: 200, standardSchema: hints })
  async setHints(@Body({ schema: hints }) body: Hints, @CurrentActor() { userId }: Actor): Promise<Hints> {
    const kept = { dismissed: [...new Set(body.dismissed)] }
    await this.people.setHints(userId, kept)
    return kept
  }
}
