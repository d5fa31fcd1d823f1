import { randomUUID } from 'node:crypto'
import type { CheckOrder } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { AssignmentSigner } from '../groups/index.js'
import type { GateHost } from '../rollouts/index.js'
import type { StoredCheck } from './check.store.js'
import type { CheckGate } from './judge-checks.js'

/** What a host has besides the check's own time, in milliseconds: for the way, and for clocks that differ. */
const GRACE_MS = 60_000
/** What the protocol allows, in seconds. */
const LONGEST = 86_400
/** Says in the protected header what it is, so that it is never taken for an assignment. */
const ORDER_TYPE = 'goherd-check+jws'

/** Writes the signed orders by which hosts try something for a gate. */
@Injectable()
export class CheckOrders {
  constructor(
    private readonly signer: AssignmentSigner,
    private readonly clock: Clock,
  ) {}

  /** One for each host, that expires when the host had its time. */
  write(gate: CheckGate, hosts: readonly GateHost[]): Promise<Omit<StoredCheck, 'result'>[]> {
    const timeoutSeconds = Math.min(Math.max(1, gate.timeoutSeconds), LONGEST)
    const expiresAt = new Date(this.clock.now().getTime() + timeoutSeconds * 1000 + GRACE_MS)
    const trial = trialOf(gate)
    return Promise.all(
      hosts.map(async ({ id: hostId, from, to }) => {
        const id = randomUUID()
        const order: CheckOrder = {
          ...{ format: 1, kind: 'check', id, hostId, from, to, trial },
          ...{ timeoutSeconds, expiresAt: expiresAt.toISOString() },
        }
        return { id, hostId, expiresAt, jws: await this.signer.signStatement(ORDER_TYPE, order) }
      }),
    )
  }
}

function trialOf(gate: CheckGate): CheckOrder['trial'] {
  return gate.kind === 'smoke'
    ? { kind: 'smoke', check: gate.check }
    : { kind: 'build', module: gate.module, packages: gate.packages }
}
