import type { Role } from '@goherd/model'
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common'
import type { Request } from 'express'
import { GoherdError } from '../base/errors/index.js'
import type { Actor } from './actor.js'

export const ALLOW = 'goherd:allow'

/** The least role for a route or controller. A route without it, or without Open, is refused to everyone. */
export const Allow = (role: Role) => SetMetadata(ALLOW, role)

/** Marks a route that needs no session, with the reason why that is right. The list of them is tested. */
export const Open = (why: string) => SetMetadata(ALLOW, { open: why })

/** A request after the access guard has seen it. */
export type ActorRequest = Request & { actor?: Actor }

/** The actor of the request; only on routes with Allow. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<ActorRequest>()
  if (!actor) {
    throw new GoherdError('unauthenticated', 'not_signed_in', {
      message: 'nobody is signed in',
      hint: 'Sign in, or send an API token.',
    })
  }
  return actor
})
