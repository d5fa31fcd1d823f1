import { name, recheckResult } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { changeHosts, readSelection, selectHosts } from '../selected-hosts.js'

const options = z.object({ bytes: z.boolean().default(true) })

/** Has hosts look at their disks now; what they find follows as reports. */
export async function run(invocation: Invocation): Promise<Exit> {
  const request = readInput(options, invocation.options)
  if (invocation.args.length !== 1) return recheckMany(invocation, request.bytes)
  const [host] = readInput(z.tuple([name]), invocation.args)
  if (invocation.options.query !== undefined) readSelection([host], invocation.options.query)
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

function recheckMany(invocation: Invocation, bytes: boolean): Promise<Exit> {
  const asked = readSelection(invocation.args, invocation.options.query)
  return withApi(invocation, async (api) => {
    const { hosts } = await selectHosts(api, asked)
    const request = { hosts, change: { kind: 'recheck' as const, bytes } }
    return changeHosts(api, invocation, { request, done: bytes ? 'looking, every file included' : 'looking' })
  })
}
