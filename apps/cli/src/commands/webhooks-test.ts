import { deliveryView } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'

/** Sends a test event. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [name = ''] = invocation.args
  return withApi(invocation, async (api) => {
    const delivery = await api.post(route`/api/webhooks/${name}/test`, {}, deliveryView)
    invocation.output.data(delivery, () => `Sent. See what came of it: goherd webhooks deliveries ${name}`)
    return 'ok'
  })
}
