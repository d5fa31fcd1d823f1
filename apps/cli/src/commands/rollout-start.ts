import {
  type RolloutPlan,
  type RolloutRequest,
  rolloutPlan,
  rolloutView,
  startRollout,
} from '@goherd/protocol'
import { agreed } from '../agreed.js'
import type { ApiClient } from '../api-client.js'
import { ask } from '../ask.js'
import { CliFailure, usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { hostsWord } from '../render/hosts-word.js'
import { rolloutPlanText } from '../render/rollout-plan.js'
import { rolloutText } from '../render/rollouts.js'
import { completeRollout } from '../rollouts/complete-rollout.js'
import { readRolloutOptions } from '../rollouts/read-options.js'
import type { ReadRollout } from '../rollouts/read-rollout.js'
import { WATCH_LIMIT_MS, watchRollout } from '../rollouts/watch-rollout.js'

/** Archives may have to be fetched before it starts. */
const START_LIMIT_MS = 600_000

/** Starts a rollout: the plan is shown, agreed to, and sent with its hash, so that nothing else is started. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { options, output } = invocation
  const read = await readRolloutOptions(invocation)
  const reason = await reasonOf(invocation)
  const { spec, plan } = await withApi(invocation, (api) => planned(api, read))
  await agreedTo(invocation, plan)
  const body = { ...spec, reason, hash: plan.hash }
  const start = (api: ApiClient) => api.post('/api/rollouts', body, rolloutView)
  const started = await withApi(invocation, start, START_LIMIT_MS)
  if (options.watch !== true) {
    output.data(started, (style) => rolloutText(started, style))
    output.note(`Watch it: goherd rollout watch ${started.id}`)
    return 'ok'
  }
  output.note(`rollout ${started.id}`)
  return withApi(
    invocation,
    (api, server) => watchRollout(invocation, { api, server, id: started.id }),
    WATCH_LIMIT_MS,
  )
}

async function planned(
  api: ApiClient,
  read: ReadRollout,
): Promise<{ spec: RolloutRequest; plan: RolloutPlan }> {
  const spec = await completeRollout(api, read)
  return { spec, plan: await api.post('/api/rollouts/plan', spec, rolloutPlan) }
}

/** Who gives the hash of a plan has seen it. */
async function agreedTo(invocation: Invocation, plan: RolloutPlan): Promise<void> {
  const { hash } = invocation.options
  if (hash === undefined) {
    const question = `Start it on ${hostsWord(plan.hosts)}?`
    return agreed(invocation, { shows: (style) => rolloutPlanText(plan, style), question })
  }
  if (hash === plan.hash) return
  throw new CliFailure({
    code: 'plan_stale',
    message: 'the plan is another one than --hash says',
    hint: `Look at it again with goherd rollout plan; its hash is ${plan.hash} now.`,
    exit: 'plan-no-longer-holds',
  })
}

async function reasonOf({ options, canAsk, globals }: Invocation): Promise<string> {
  const { reason } = startRollout.shape
  if (options.reason !== undefined) return readInput(reason, options.reason)
  if (!canAsk || !globals.input) {
    throw usageFailure('a rollout needs a reason', 'Add --reason "why"; it stays in the audit log.')
  }
  return ask({
    message: 'Why? It stays in the audit log',
    refuse: (answer) => (reason.safeParse(answer).success ? undefined : 'say why'),
  })
}
