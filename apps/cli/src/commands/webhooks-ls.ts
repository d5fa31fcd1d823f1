import { webhookList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { webhooksTable } from '../render/webhooks.js'

/** Registered webhooks, by name. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { webhooks } = await api.get('/api/webhooks', webhookList)
    invocation.output.data(webhooks, (style) => webhooksTable(webhooks, style))
    return 'ok'
  })
}
