import { describeRefusal, refuse } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { FleetFreeze } from './fleet-freeze.store.js'

/** Lets the fleet move again after an emergency. */
@Injectable()
export class FleetLifter {
  constructor(
    private readonly database: Database,
    private readonly freeze: FleetFreeze,
    private readonly audit: AuditLog,
  ) {}

  /** @throws GoherdError `not_frozen`, `role_too_small` */
  async lift(reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const frozen = await this.freeze.current(tx)
      const refusal = refuse('fleet.lift', { role: actor.role, frozen })
      if (refusal) {
        const isRole = refusal.kind === 'role'
        throw new GoherdError(isRole ? 'forbidden' : 'conflict', isRole ? 'role_too_small' : 'not_frozen', {
          message: describeRefusal(refusal),
          hint: isRole ? 'Ask an administrator.' : 'Nothing has to be lifted.',
        })
      }
      await this.freeze.lift(tx, { by: actor.name, reason })
      const summary = `the freeze was lifted; it was on because of: ${frozen?.reason ?? ''}`
      await this.audit.record(
        { actor: actor.name, action: 'fleet.lift', target: 'fleet', reason, summary },
        tx,
      )
    })
  }
}
