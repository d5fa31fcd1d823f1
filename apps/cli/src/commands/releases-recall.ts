import { recallRelease, recallView } from '@goherd/protocol'
import { route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import { parseDuration } from '../duration.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Recalls a release: nothing goes to it until the recall is lifted or expires. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [release = ''] = invocation.args
  const { reason, for: span } = invocation.options
  const body = readInput(recallRelease, { reason, expiresAt: expiry(span) })
  return withApi(invocation, async (api) => {
    const recall = await api.post(route`/api/releases/${release}/recall`, body, recallView)
    const until = recall.expiresAt === null ? 'until somebody lifts it' : `until ${recall.expiresAt}`
    invocation.output.data(recall, () => `${recall.release} is recalled ${until}.`)
    return 'ok'
  })
}

function expiry(span: unknown): string | null {
  if (typeof span !== 'string') return null
  const ms = parseDuration(span)
  if (ms !== undefined && ms > 0) return new Date(Date.now() + ms).toISOString()
  throw usageFailure(
    `--for ${span} is no duration`,
    'Give how long it lasts, such as --for 30d; left out, until it is lifted.',
  )
}
