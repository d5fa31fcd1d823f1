import { deliveryView } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { deliveriesTable } from '../render/webhooks.js'

/** Sends a delivery again. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [name = '', id = ''] = invocation.args
  return withApi(invocation, async (api) => {
    const path = route`/api/webhooks/${name}/deliveries/${id}/redeliver`
    const delivery = await api.post(path, {}, deliveryView)
    invocation.output.data(delivery, (style) => deliveriesTable([delivery], style))
    return 'ok'
  })
}
