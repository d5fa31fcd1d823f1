import { liftRequest, liftResult } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Ends the freeze that follows a rollback. */
export async function run(invocation: Invocation): Promise<Exit> {
  const body = readInput(liftRequest, { reason: invocation.options.reason })
  return withApi(invocation, async (api) => {
    const result = await api.post('/api/fleet/lift', body, liftResult)
    invocation.output.data(result, () => 'The freeze is lifted: groups can be set again.')
    return 'ok'
  })
}
