import { enrollmentToken } from '@goherd/protocol'
import { z } from 'zod'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Takes a token back. Hosts that joined with it stay. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id] = readInput(z.tuple([z.string().min(1).max(64)]), invocation.args)
  return withApi(invocation, async (api) => {
    const token = await api.remove(route`/api/enrollment/tokens/${id}`, enrollmentToken)
    invocation.output.data(token, () => `Token ${token.id} of group ${token.group} is ${token.state}.`)
    return 'ok'
  })
}
