import { webhookList } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { webhooksTable } from '../render/webhooks.js'

/** Removes a webhook, with everything that was still to be delivered to it. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [name = ''] = invocation.args
  return withApi(invocation, async (api) => {
    const { webhooks } = await api.remove(route`/api/webhooks/${name}`, webhookList)
    invocation.output.data(webhooks, (style) => webhooksTable(webhooks, style))
    return 'ok'
  })
}
