import { enrollmentTokenList } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { tokensTable } from '../render/records.js'

/** Enrollment tokens, without their secrets. */
export async function run(invocation: Invocation): Promise<Exit> {
  return withApi(invocation, async (api) => {
    const { tokens } = await api.get('/api/enrollment/tokens', enrollmentTokenList)
    invocation.output.data(tokens, (style) => tokensTable(tokens, style))
    return 'ok'
  })
}
