import { parseHostQuery } from '@goherd/host-query'
import { refuse, roleCovers } from '@goherd/model'
import { hostQuery, type SavedView, type saveView } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { type Actor, roleTooSmall } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { queryInvalid } from '../hosts/index.js'
import { SavedViewStore } from './saved-view.store.js'

/** Views that one person may keep. */
const MOST_VIEWS = 100

/** What people do with saved views. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly database: Database,
    private readonly store: SavedViewStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Keeps a view, in the place of the caller's own view of the same name.
   * @throws GoherdError `query_invalid`, `sort_unknown`, `role_too_small` when one shares who may not, `views_too_many`
   */
  async save(body: z.output<typeof saveView>, actor: Actor): Promise<SavedView> {
    const parsed = parseHostQuery(body.q)
    if (!parsed.ok) throw queryInvalid(parsed.problem)
    if (!hostQuery.shape.sort.safeParse(body.sort ?? undefined).success) throw sortUnknown(body.sort ?? '')
    const refusal = body.shared ? refuse('view.share', { role: actor.role }) : undefined
    if (refusal?.kind === 'role') throw roleTooSmall(refusal.need, refusal.have)
    return this.database.transaction(async (tx) => {
      if ((await this.store.countOthers(actor.userId, body.name, tx)) >= MOST_VIEWS) throw tooMany()
      const view = await this.store.save({ ...body, ownerId: actor.userId }, tx)
      const summary = `saved the view "${view.name}" (${view.q})${view.shared ? ' for everybody' : ''}`
      await this.audit.record({ ...by(actor, view, 'view.save'), summary }, tx)
      return view
    })
  }

  /**
   * Takes away a view of the caller; administrators take away what others share.
   * @throws GoherdError `view_unknown`, also for what somebody else keeps; `view_not_yours`
   */
  async remove(id: string, actor: Actor): Promise<SavedView> {
    return this.database.transaction(async (tx) => {
      const view = await this.store.one(id, actor.userId, tx)
      if (!view) throw viewUnknown()
      if (!view.own && !roleCovers(actor.role, 'admin')) throw notYours(view)
      await this.store.remove(id, tx)
      const summary = `took away the view "${view.name}" of ${view.owner}`
      await this.audit.record({ ...by(actor, view, 'view.remove'), summary }, tx)
      return view
    })
  }
}

function by(actor: Actor, { id }: SavedView, action: 'view.save' | 'view.remove') {
  return { actor: actor.name, action, target: `view:${id}` }
}

function sortUnknown(sort: string): GoherdError {
  const known = hostQuery.shape.sort.unwrap().options.join(', ')
  return new GoherdError('invalid', 'sort_unknown', {
    message: `hosts cannot be sorted by ${JSON.stringify(sort)}`,
    hint: `Take one of ${known}.`,
  })
}

function tooMany(): GoherdError {
  return new GoherdError('conflict', 'views_too_many', {
    message: `you keep ${MOST_VIEWS} views already`,
    hint: 'Take one away first.',
  })
}

function viewUnknown(): GoherdError {
  return new GoherdError('not-found', 'view_unknown', {
    message: 'there is no such view',
    hint: 'List the views and take one from there.',
  })
}

function notYours({ name, owner }: SavedView): GoherdError {
  return new GoherdError('forbidden', 'view_not_yours', {
    message: `the view "${name}" is ${owner}'s`,
    hint: `Ask ${owner} or an administrator to take it away, or save one of your own.`,
  })
}
