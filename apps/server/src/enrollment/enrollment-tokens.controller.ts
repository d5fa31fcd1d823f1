import {
  createdEnrollmentToken,
  createEnrollmentToken,
  enrollmentToken,
  enrollmentTokenList,
} from '@goherd/protocol'
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { GroupReader } from '../groups/index.js'
import { EnrollmentTokenStore } from './enrollment-token.store.js'
import { tokenState } from './token-state.js'

type Row = Awaited<ReturnType<EnrollmentTokenStore['list']>>[number]

/** The tokens that let new hosts in. */
@ApiTags('enrollment')
@Controller('api/enrollment/tokens')
export class EnrollmentTokensController {
  constructor(
    private readonly tokens: EnrollmentTokenStore,
    private readonly groups: GroupReader,
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** All tokens, newest first, also those that are no longer good. */
  @Get()
  @Allow('viewer')
  @ApiResponse({ status: 200, standardSchema: enrollmentTokenList })
  async list(): Promise<z.infer<typeof enrollmentTokenList>> {
    return { tokens: (await this.tokens.list()).map((row) => this.toToken(row)) }
  }

  /**
   * Makes a token for a group; this answer is the only one that has it.
   * @throws GoherdError `group_unknown`
   */
  @Post()
  @Allow('enrollment.create')
  @ApiResponse({ status: 201, standardSchema: createdEnrollmentToken })
  async create(
    @Body({ schema: createEnrollmentToken }) body: z.infer<typeof createEnrollmentToken>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof createdEnrollmentToken>> {
    const { group: name, ...rest } = body
    const createdBy = actor.email ?? actor.name
    const made = await this.database.transaction(async (tx) => {
      const { id: groupId } = await this.groups.named(name, tx)
      const created = await this.tokens.create({ ...rest, groupId, createdBy }, tx)
      const summary = `made an enrollment token for group ${name}, ${body.uses} use${body.uses === 1 ? '' : 's'}`
      const target = `group:${name}`
      await this.audit.record(
        { actor: createdBy, action: 'enrollment.create', target, reason: body.note, summary },
        tx,
      )
      return created
    })
    return { ...this.toToken(made.row), token: made.token }
  }

  /**
   * Makes a token worthless at once; hosts that used it stay.
   * @throws GoherdError `token_unknown`
   */
  @Delete(':id')
  @Allow('enrollment.revoke')
  @ApiResponse({ status: 200, standardSchema: enrollmentToken })
  async revoke(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof enrollmentToken>> {
    const row = await this.database.transaction(async (tx) => {
      const revoked = await this.tokens.revoke(id, tx)
      if (!revoked) throw tokenUnknown()
      const target = `group:${revoked.group.name}`
      const summary = `revoked an enrollment token for group ${revoked.group.name}`
      await this.audit.record(
        { actor: actor.email ?? actor.name, action: 'enrollment.revoke', target, summary },
        tx,
      )
      return revoked
    })
    return this.toToken(row)
  }

  private toToken(row: Row): z.infer<typeof enrollmentToken> {
    return enrollmentToken.parse({
      ...row,
      group: row.group.name,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      state: tokenState(row, this.clock.now()),
    })
  }
}

function tokenUnknown(): GoherdError {
  return new GoherdError('not-found', 'token_unknown', {
    message: 'there is no such enrollment token',
    hint: 'List the tokens for the right id: goherd enroll token ls',
  })
}
