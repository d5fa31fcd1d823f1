import { rollbackView } from '@goherd/protocol'
import { z } from 'zod'
import { type ApiClient, route } from '../api-client.js'
import { type Exit, exitOfRollback } from '../exit-codes.js'
import type { FoundServer } from '../find-server.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { rollbackText } from '../render/rollback.js'
import { waitForRollback } from '../wait-for-rollback.js'

const options = z.object({ wait: z.boolean().default(false) })
const WAIT_LIMIT_MS = 600_000

/** One rollback; with --wait until it has ended. Ends as the rollback did. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id] = readInput(z.tuple([z.string().min(1).max(64)]), invocation.args)
  const { wait } = readInput(options, invocation.options)
  const use = async (api: ApiClient, server: FoundServer): Promise<Exit> => {
    const started = await api.get(route`/api/rollbacks/${id}`, rollbackView)
    if (wait) return exitOfRollback((await waitForRollback(invocation, { api, server, started })).state)
    invocation.output.data(started, (style) => rollbackText(started, style))
    return exitOfRollback(started.state)
  }
  return wait ? withApi(invocation, use, WAIT_LIMIT_MS) : withApi(invocation, use)
}
