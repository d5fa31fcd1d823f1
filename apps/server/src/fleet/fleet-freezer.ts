import { describeRefusal, type Refusal, refuse } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { FleetFreeze } from './fleet-freeze.store.js'

/** Freezes the fleet by hand: nothing new starts until a person lifts it. */
@Injectable()
export class FleetFreezer {
  constructor(
    private readonly database: Database,
    private readonly freeze: FleetFreeze,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws GoherdError `frozen_already`, `role_too_small` */
  async freezeNow(reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Behind the lock of whoever assigns something: what is under way is through, or sees the freeze.
      await tx.$queryRaw`SELECT id FROM fleet WHERE id = 1 FOR UPDATE`
      const frozen = await this.freeze.current(tx)
      const refusal = refuse('fleet.freeze', { role: actor.role, frozen })
      if (refusal) throw freezeRefused(refusal, frozen?.reason ?? '')
      await this.freeze.freeze(tx, { by: actor.name, reason, at: this.clock.now() })
      const summary = `the fleet is frozen: ${reason}`
      const entry = { actor: actor.name, action: 'fleet.freeze', target: 'fleet', reason, summary }
      await this.audit.record(entry, tx)
    })
  }
}

function freezeRefused(refusal: Refusal, why: string): GoherdError {
  const message = describeRefusal(refusal)
  if (refusal.kind === 'role') {
    return new GoherdError('forbidden', 'role_too_small', { message, hint: 'Ask an administrator.' })
  }
  return new GoherdError('conflict', 'frozen_already', {
    message: `${message}: ${why}`,
    hint: 'Nothing has to be frozen; lift it first if it should have another reason.',
  })
}
