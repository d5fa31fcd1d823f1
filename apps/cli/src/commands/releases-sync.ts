import { syncResult } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'

const LIMIT_MS = 120_000

/** Has the server read the catalogue again. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(
    invocation,
    async (api) => {
      const result = await api.post('/api/releases/sync', {}, syncResult)
      invocation.output.data(result, () =>
        [
          `${result.releases} releases in ${result.source}.`,
          ...(result.added.length > 0 ? [`New: ${result.added.join(', ')}`] : []),
          ...(result.removed.length > 0 ? [`Gone: ${result.removed.join(', ')}`] : []),
        ].join('\n'),
      )
      return 'ok'
    },
    LIMIT_MS,
  )
}
