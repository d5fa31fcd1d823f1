import { createWebhook, webhookCreated } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Registers an endpoint; its secret is shown this once. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [name = ''] = invocation.args
  const { url, event, format } = invocation.options
  const body = readInput(createWebhook, { name, url, events: event, format })
  return withApi(invocation, async (api) => {
    const created = await api.post('/api/webhooks', body, webhookCreated)
    invocation.output.note('Keep the secret now: it is shown this once, and deliveries are signed with it.')
    invocation.output.data(created, () => created.secret)
    return 'ok'
  })
}
