import { liftRecall, recallView } from '@goherd/protocol'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'

/** Ends the recall of a release. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [release = ''] = invocation.args
  const body = readInput(liftRecall, { reason: invocation.options.reason })
  return withApi(invocation, async (api) => {
    const recall = await api.post(route`/api/releases/${release}/recall/lift`, body, recallView)
    invocation.output.data(recall, () => `The recall of ${recall.release} is lifted.`)
    return 'ok'
  })
}
