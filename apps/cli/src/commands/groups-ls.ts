import { groupList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { groupsTable } from '../render/groups.js'

/** Every group with what it should have. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { groups } = await api.get('/api/groups', groupList)
    invocation.output.data(groups, (style) => groupsTable(groups, style))
    return 'ok'
  })
}
