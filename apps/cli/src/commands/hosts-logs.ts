import { hostTimeline, name } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { timelineTable } from '../render/hosts.js'

/** What happened on one host, newest first. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [host] = readInput(z.tuple([name]), invocation.args)
  return withApi(invocation, async (api) => {
    const { events } = await api.get(route`/api/hosts/${host}/timeline`, hostTimeline)
    invocation.output.data(events, (style) => timelineTable(events, style))
    return 'ok'
  })
}
