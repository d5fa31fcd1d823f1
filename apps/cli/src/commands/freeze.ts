import { fleetStatus, freezeRequest } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Freezes the fleet: no group is set and no stage begins until somebody lifts it. Rollbacks still go. */
export async function run(invocation: Invocation): Promise<Exit> {
  const body = readInput(freezeRequest, { reason: invocation.options.reason })
  return withApi(invocation, async (api) => {
    const status = await api.post('/api/fleet/freeze', body, fleetStatus)
    invocation.output.data(status.freeze, () => 'The fleet is frozen until somebody lifts it: goherd lift')
    return 'ok'
  })
}
