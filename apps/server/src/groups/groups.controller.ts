import {
  createGroup,
  type GroupHistory,
  type GroupView,
  groupHistory,
  groupList,
  groupView,
  name,
  type SetDesiredResult,
  setDesired,
  setDesiredResult,
  setWindows,
} from '@goherd/protocol'
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { DesiredSetter } from './desired-setter.js'
import { GroupStore } from './group.store.js'
import { GroupsView } from './group.view.js'
import { GroupWindows } from './group-windows.js'

const byName = z.object({ name })
type ByName = z.infer<typeof byName>

@ApiTags('groups')
@Controller('api/groups')
export class GroupsController {
  constructor(
    private readonly view: GroupsView,
    private readonly store: GroupStore,
    private readonly setter: DesiredSetter,
    private readonly windows: GroupWindows,
  ) {}

  /** All groups by name, with their hosts counted by state. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: groupList })
  async list(): Promise<z.infer<typeof groupList>> {
    return { groups: await this.view.list() }
  }

  /** One group. 404 `group_unknown`. */
  @Get(':name')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: groupView })
  one(@Param({ schema: byName }) { name }: ByName): Promise<GroupView> {
    return this.view.one(name)
  }

  /** Revisions and assignments, newest first. 404 `group_unknown`. */
  @Get(':name/history')
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: groupHistory })
  history(@Param({ schema: byName }) { name }: ByName): Promise<GroupHistory> {
    return this.view.history(name)
  }

  /** Makes an empty group. 409 `group_exists`. */
  @Post()
  @Allow('group.create')
  @ApiResponse({ status: 201, standardSchema: groupView })
  async create(
    @Body({ schema: createGroup }) body: z.output<typeof createGroup>,
    @CurrentActor() actor: Actor,
  ): Promise<GroupView> {
    await this.store.create(body.name, actor.name)
    return this.view.one(body.name)
  }

  /** Makes a revision and assigns it, or says that nothing had to change. For the refusals see DesiredSetter. */
  @Post(':name/desired')
  @HttpCode(200)
  @Allow('group.set')
  @ApiResponse({ status: 200, standardSchema: setDesiredResult })
  setDesired(
    @Param({ schema: byName }) { name }: ByName,
    @Body({ schema: setDesired }) body: z.output<typeof setDesired>,
    @CurrentActor() actor: Actor,
  ): Promise<SetDesiredResult> {
    return this.setter.set(name, body, actor)
  }

  /** Replaces the windows in which stages of rollouts may start in it. For the refusals see GroupWindows. */
  @Put(':name/windows')
  @Allow('group.windows')
  @ApiResponse({ status: 200, standardSchema: groupView })
  async setWindows(
    @Param({ schema: byName }) { name }: ByName,
    @Body({ schema: setWindows }) { windows }: z.output<typeof setWindows>,
    @CurrentActor() actor: Actor,
  ): Promise<GroupView> {
    await this.windows.set(name, windows, actor)
    return this.view.one(name)
  }
}
