import { hostDetail, name } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { hostText } from '../render/hosts.js'

/** Everything about one host. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [host] = readInput(z.tuple([name]), invocation.args)
  return withApi(invocation, async (api) => {
    const detail = await api.get(route`/api/hosts/${host}`, hostDetail)
    invocation.output.data(detail, (style) => hostText(detail, style))
    return 'ok'
  })
}
