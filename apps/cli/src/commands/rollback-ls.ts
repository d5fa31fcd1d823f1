import { rollbackList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { rollbacksTable } from '../render/records.js'

/** Rollbacks, as the server lists them. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { rollbacks } = await api.get('/api/rollbacks', rollbackList)
    invocation.output.data(rollbacks, (style) => rollbacksTable(rollbacks, style))
    return 'ok'
  })
}
