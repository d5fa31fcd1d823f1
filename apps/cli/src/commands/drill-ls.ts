import { drillList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { drillsTable } from '../render/drills.js'

/** Drills, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { drills } = await api.get('/api/drills', drillList)
    invocation.output.data(drills, (style) => drillsTable(drills, style))
    return 'ok'
  })
}
