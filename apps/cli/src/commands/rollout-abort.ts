import { rolloutView } from '@goherd/protocol'
import { agreed } from '../agreed.js'
import { route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { abortText } from '../render/rollouts.js'
import { commandRollout, reasonOption } from '../rollouts/command-rollout.js'

/** Ends a rollout: hosts stay as they are, or go back. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id = ''] = invocation.args
  const { hosts } = invocation.options
  if (hosts !== 'keep' && hosts !== 'revert') {
    throw usageFailure(
      'it is not said what becomes of the hosts that have the new state',
      'Give --hosts revert: they go back; or --hosts keep: they stay as they are.',
    )
  }
  const reason = reasonOption(invocation)
  const view = await withApi(invocation, (api) => api.get(route`/api/rollouts/${id}`, rolloutView))
  await agreed(invocation, { shows: () => abortText(view, hosts), question: 'Abort the rollout?' })
  return commandRollout(invocation, { command: 'abort', hosts, reason })
}
