import { name, recheckResult } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

const options = z.object({ bytes: z.boolean().default(true) })

/** Has a host look at its disk now; what it finds follows as a report. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [host] = readInput(z.tuple([name]), invocation.args)
  const request = readInput(options, invocation.options)
  return withApi(invocation, async (api) => {
    const result = await api.post(route`/api/hosts/${host}/recheck`, request, recheckResult)
    invocation.output.data({ host, ...result }, () =>
      result.accepted
        ? `${host} is looking${request.bytes ? ', every file included' : ''}; see goherd hosts get ${host}.`
        : `${host} cannot look now; try again when it is idle.`,
    )
    return result.accepted ? 'ok' : 'error'
  })
}
