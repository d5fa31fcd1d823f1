import { rolloutPlan } from '@goherd/protocol'
import type { Exit } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { rolloutPlanText } from '../render/rollout-plan.js'
import { completeRollout } from '../rollouts/complete-rollout.js'
import { readRolloutOptions } from '../rollouts/read-options.js'

/** What a rollout would do; changes nothing. */
export async function run(invocation: Invocation): Promise<Exit> {
  const read = await readRolloutOptions(invocation)
  return withApi(invocation, async (api) => {
    const plan = await api.post('/api/rollouts/plan', await completeRollout(api, read), rolloutPlan)
    invocation.output.data(plan, (style) => rolloutPlanText(plan, style))
    return 'ok'
  })
}
