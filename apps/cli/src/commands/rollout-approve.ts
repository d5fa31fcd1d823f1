import { rolloutView } from '@goherd/protocol'
import { agreed } from '../agreed.js'
import { route } from '../api-client.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { rolloutText } from '../render/rollouts.js'
import { commandRollout, textOption } from '../rollouts/command-rollout.js'

/** Says yes to the stage that a rollout is in, for the plan that was shown: the approval carries its hash. */
export async function run(invocation: Invocation): Promise<Exit> {
  const [id = ''] = invocation.args
  const view = await withApi(invocation, (api) => api.get(route`/api/rollouts/${id}`, rolloutView))
  const question = `Approve stage ${(view.stage ?? 0) + 1} of ${view.stages.length}?`
  await agreed(invocation, { shows: (style) => rolloutText(view, style), question })
  return commandRollout(invocation, { command: 'approve', hash: textOption(invocation, 'hash') || view.hash })
}
