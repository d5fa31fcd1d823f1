import { rolloutView } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { rolloutText } from '../render/rollouts.js'

/** How one rollout stands. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id = ''] = invocation.args
  return withApi(invocation, async (api) => {
    const view = await api.get(route`/api/rollouts/${id}`, rolloutView)
    invocation.output.data(view, (style) => rolloutText(view, style))
    return 'ok'
  })
}
