import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { WATCH_LIMIT_MS, watchRollout } from '../rollouts/watch-rollout.js'

/** Follows a rollout to its end. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id = ''] = invocation.args
  return withApi(invocation, (api, server) => watchRollout(invocation, { api, server, id }), WATCH_LIMIT_MS)
}
