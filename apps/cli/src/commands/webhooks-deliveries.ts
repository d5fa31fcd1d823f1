import { deliveryList } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { deliveriesTable } from '../render/webhooks.js'

/** What a webhook was told, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [name = ''] = invocation.args
  return withApi(invocation, async (api) => {
    const { deliveries } = await api.get(route`/api/webhooks/${name}/deliveries`, deliveryList)
    invocation.output.data(deliveries, (style) => deliveriesTable(deliveries, style))
    return 'ok'
  })
}
