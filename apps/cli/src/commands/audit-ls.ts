import { auditList, auditQuery } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { auditTable } from '../render/records.js'

/** Who did what, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { target, before, limit } = invocation.options
  const query = readInput(auditQuery, { target, before, limit })
  return withApi(invocation, async (api) => {
    const { entries } = await api.get('/api/audit', auditList, query)
    invocation.output.data(entries, (style) => auditTable(entries, style))
    return 'ok'
  })
}
