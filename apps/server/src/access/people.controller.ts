import { changeRole, invitedPerson, invitePerson, peopleList, person } from '@goherd/protocol'
import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import type { Actor } from './actor.js'
import { Allow, CurrentActor } from './allow.js'
import { People } from './people.js'

/** Who may use this server. */
@ApiTags('people')
@Controller('api/people')
@Allow('people.manage')
export class PeopleController {
  constructor(private readonly people: People) {}

  /** Everybody, oldest first. */
  @Get()
  @ApiResponse({ status: 200, standardSchema: peopleList })
  async list(): Promise<z.infer<typeof peopleList>> {
    return this.people.list()
  }

  /**
   * Adds a person; the answer has the one-time link with which they choose a password. Asked again for somebody
   * who has not chosen one yet, it makes a new link.
   * @throws GoherdError `person_exists`
   */
  @Post()
  @ApiResponse({ status: 201, standardSchema: invitedPerson })
  async invite(
    @Body({ schema: invitePerson }) body: z.infer<typeof invitePerson>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof invitedPerson>> {
    return this.people.invite(body, actor)
  }

  /**
   * Gives a person another role; it counts from their next request.
   * @throws GoherdError `person_unknown`, `last_admin`
   */
  @Patch(':id')
  @ApiResponse({ status: 200, standardSchema: person })
  async changeRole(
    @Param('id') id: string,
    @Body({ schema: changeRole }) { role }: z.infer<typeof changeRole>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof person>> {
    return this.people.changeRole(id, role, actor)
  }
}
