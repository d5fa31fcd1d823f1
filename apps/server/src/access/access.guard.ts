import { describeRefusal, type Role, roleCovers } from '@goherd/model'
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Response } from 'express'
import { GoherdError } from '../base/errors/index.js'
import { type ActorRequest, ALLOW } from './allow.js'
import { Authenticator } from './authenticator.js'

/**
 * Stands before every HTTP route of the server. A route says with Allow which role it needs, or with Open why
 * it needs none; one that says nothing is refused to everybody.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Gateways authenticate in their handshake; a global guard is not asked for them, and must not say yes.
    if (context.getType() !== 'http') return false
    const need = this.reflector.getAllAndOverride<Role | { open: string } | undefined>(ALLOW, [
      context.getHandler(),
      context.getClass(),
    ])
    if (need === undefined) throw routeClosed()
    if (typeof need === 'object') return true
    const request = context.switchToHttp().getRequest<ActorRequest>()
    const { actor, setCookies } = await this.authenticator.actorOf(request.headers)
    if (!roleCovers(actor.role, need)) throw roleTooSmall(need, actor.role)
    const response = context.switchToHttp().getResponse<Response>()
    for (const cookie of setCookies) response.append('Set-Cookie', cookie)
    response.setHeader('Cache-Control', 'no-store')
    request.actor = actor
    return true
  }
}

function routeClosed(): GoherdError {
  return new GoherdError('forbidden', 'route_closed', {
    message: 'nobody may use this address yet',
    hint: 'Tell the developers: the route says neither who may use it nor why everybody may.',
  })
}

/** The refusal of an actor whose role does not reach. */
export function roleTooSmall(need: Role, have: Role): GoherdError {
  return new GoherdError('forbidden', 'role_too_small', {
    message: describeRefusal({ kind: 'role', need, have }),
    hint: `Ask an administrator for the role ${need}, or use an API token that has it.`,
  })
}
