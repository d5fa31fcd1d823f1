import { refuse } from '@goherd/model'
import { apiToken, apiTokenList, createApiToken, createdApiToken } from '@goherd/protocol'
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { AuditLog } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { roleTooSmall } from './access.guard.js'
import type { Actor } from './actor.js'
import { Allow, CurrentActor } from './allow.js'
import { ApiTokenStore } from './api-token.store.js'

type Row = Awaited<ReturnType<ApiTokenStore['list']>>[number]

/** API tokens, for the command line and other programs. Everybody has their own; administrators see and revoke all. */
@ApiTags('access')
@Controller('api/access/tokens')
@Allow('viewer')
export class TokensController {
  constructor(
    private readonly tokens: ApiTokenStore,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** One's own tokens; an administrator's answer has everybody's. */
  @Get()
  @ApiResponse({ status: 200, standardSchema: apiTokenList })
  async list(@CurrentActor() actor: Actor): Promise<z.infer<typeof apiTokenList>> {
    return { tokens: (await this.tokens.list(ownerFilter(actor))).map(toToken) }
  }

  /**
   * Makes a token; this answer is the only one that has it.
   * @throws GoherdError `role_too_small` when its role would be above the caller's
   */
  @Post()
  @Allow('token.create')
  @ApiResponse({ status: 201, standardSchema: createdApiToken })
  async create(
    @Body({ schema: createApiToken }) body: z.infer<typeof createApiToken>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof createdApiToken>> {
    const refusal = refuse('token.create', { role: actor.role, token: body })
    if (refusal?.kind === 'role') throw roleTooSmall(refusal.need, refusal.have)
    const made = await this.database.transaction(async (tx) => {
      const created = await this.tokens.create({ ...body, userId: actor.userId }, tx)
      const summary = `made the API token "${body.name}" with the role ${body.role}`
      await this.audit.record({ ...on(actor, created.row.id, 'token.create'), summary }, tx)
      return created
    })
    return { ...toToken(made.row), token: made.token }
  }

  /**
   * Makes a token worthless at once.
   * @throws GoherdError `token_unknown`, also for a token of somebody else
   */
  @Delete(':id')
  @Allow('token.revoke')
  @ApiResponse({ status: 200, standardSchema: apiToken })
  async revoke(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<z.infer<typeof apiToken>> {
    const row = await this.database.transaction(async (tx) => {
      const revoked = await this.tokens.revoke(id, ownerFilter(actor), tx)
      if (!revoked) throw tokenUnknown()
      const summary = `revoked the API token "${revoked.name}" of ${revoked.user.email}`
      await this.audit.record({ ...on(actor, id, 'token.revoke'), summary }, tx)
      return revoked
    })
    return toToken(row)
  }
}

/** Whose tokens an actor may see: undefined is everybody's. */
function ownerFilter(actor: Actor): string | undefined {
  return refuse('token.manage-any', { role: actor.role }) ? actor.userId : undefined
}

function on(actor: Actor, id: string, action: string) {
  return { actor: actor.email ?? actor.name, action, target: `token:${id}` }
}

function toToken(row: Row): z.infer<typeof apiToken> {
  return apiToken.parse({
    ...row,
    owner: row.user.email,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  })
}

function tokenUnknown(): GoherdError {
  return new GoherdError('not-found', 'token_unknown', {
    message: 'there is no such token, or it is not yours',
    hint: 'List the tokens for the right id.',
  })
}
