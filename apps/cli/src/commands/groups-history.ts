import { groupHistory, name } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { historyTable } from '../render/groups.js'

/** The revisions of a group, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [group] = readInput(z.tuple([name]), invocation.args)
  return withApi(invocation, async (api) => {
    const history = await api.get(route`/api/groups/${group}/history`, groupHistory)
    const revisions = [...history.revisions].sort((a, b) => b.revision - a.revision)
    invocation.output.data(revisions, (style) => historyTable(revisions, style))
    return 'ok'
  })
}
