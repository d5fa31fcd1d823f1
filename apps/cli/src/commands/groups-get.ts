import { groupView, name } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { groupText } from '../render/groups.js'

/** One group. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [group] = readInput(z.tuple([name]), invocation.args)
  return withApi(invocation, async (api) => {
    const view = await api.get(route`/api/groups/${group}`, groupView)
    invocation.output.data(view, (style) => groupText(view, style))
    return 'ok'
  })
}
