import { rolloutList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { rolloutsTable } from '../render/rollouts.js'

/** Rollouts, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { rollouts } = await api.get('/api/rollouts', rolloutList)
    invocation.output.data(rollouts, (style) => rolloutsTable(rollouts, style))
    return 'ok'
  })
}
