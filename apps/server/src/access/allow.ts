import { ACTIONS, type Action, ROLES, type Role, roleCovers } from '@goherd/model'
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common'
import type { Request } from 'express'
import { GoherdError } from '../base/errors/index.js'
import type { Actor } from './actor.js'

export const ALLOW = 'goherd:allow'

/** Where a route keeps the actions of the table that go through it. */
export const ALLOW_ACTIONS = 'goherd:allow-actions'

/**
 * Who may use a route or controller: for reading a role, for everything that changes something its action, whose role is the
 * table's. Of several actions the weakest role opens the route; what is behind it asks the table again. A route without it, or
 * without Open, is refused to everyone.
 */
export const Allow = (...needs: readonly (Role | Action)[]) => {
  const actions = needs.filter((need): need is Action => need in ACTIONS)
  const roles = needs.map((need) => (isRole(need) ? need : ACTIONS[need]))
  const least = ROLES.find((role) => roles.some((need) => roleCovers(role, need)))
  return applyDecorators(SetMetadata(ALLOW, least), SetMetadata(ALLOW_ACTIONS, actions))
}

function isRole(need: Role | Action): need is Role {
  return ROLES.some((role) => role === need)
}

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
