import { describeRefusal, refuse } from '@goherd/model'
import {
  me as meSchema,
  type RollbackPlan,
  type RollbackView,
  rollbackPlan,
  rollbackView,
  startRollback,
} from '@goherd/protocol'
import { ask } from '../ask.js'
import { CliFailure } from '../cli-failure.js'
import { type Exit, exitOfRollback } from '../exit-codes.js'
import { type Invocation, withApi } from '../invocation.js'
import { paletteOf } from '../render/palette.js'
import { planText, rollbackText } from '../render/rollback.js'
import { confirmationNeeded, type RollbackRequest, readRollbackRequest } from '../rollback-request.js'
import { waitForRollback } from '../wait-for-rollback.js'

const WAIT_LIMIT_MS = 600_000

/** Takes a group or the whole fleet back: plan, confirmation by its text, start, wait for the proofs. */
export async function run(invocation: Invocation): Promise<Exit> {
  const asked = readRollbackRequest(invocation.options, invocation.canAsk && invocation.globals.input)
  // Asked before there is a plan: a plan is good for a minute only.
  const reason = asked.reason ?? (asked.dryRun ? '' : await askReason())
  const plan = await withApi(invocation, async (api) => {
    const made = await api.post(
      '/api/rollbacks/plan',
      { scope: asked.scope, target: asked.target },
      rollbackPlan,
    )
    if (made.hosts === 0) throw await noHosts(await api.get('/api/me', meSchema))
    return made
  })
  if (asked.dryRun) {
    invocation.output.data(
      plan,
      (style) => `${planText(plan, style, asked.recall)}\nTo do it: --confirm "${plan.confirm}"`,
    )
    return 'ok'
  }
  const confirm = await confirmed(invocation, plan, asked)
  const { recall } = asked
  return start(
    invocation,
    { plan: plan.id, confirm, reason, recall },
    { wait: asked.wait, freezes: plan.freezes },
  )
}

async function noHosts({ role }: { role: Parameters<typeof refuse>[1]['role'] }): Promise<CliFailure> {
  const refusal = refuse('rollback.start', { role, hosts: 0 }) ?? { kind: 'no-hosts' }
  return new CliFailure({
    code: 'no_hosts',
    message: 'there is no host to take back',
    cause: describeRefusal(refusal),
    hint: 'See which hosts there are: goherd hosts ls.',
  })
}

/** The text that confirms this plan: as given, else typed by the person who has just read the plan. */
async function confirmed(
  { output, canAsk, globals, env }: Invocation,
  plan: RollbackPlan,
  { confirm: given, recall }: RollbackRequest,
): Promise<string> {
  if (given !== undefined || !canAsk || !globals.input) {
    const refusal = confirmationNeeded(plan, given)
    if (refusal) throw refusal
    return plan.confirm
  }
  const colours = globals.color && !env.NO_COLOR
  const style = { palette: paletteOf(colours), width: process.stderr.columns, now: Date.now() }
  output.note(planText(plan, style, recall))
  return ask({
    message: `Type ${plan.confirm} to go on, Ctrl-C to leave everything as it is`,
    refuse: (answer) => (answer.trim() === plan.confirm ? undefined : `this is not ${plan.confirm}`),
  }).then((answer) => answer.trim())
}

function askReason(): Promise<string> {
  return ask({
    message: 'Why? It stays in the audit log',
    refuse: (answer) => (startRollback.shape.reason.safeParse(answer).success ? undefined : 'say why'),
  })
}

function start(
  invocation: Invocation,
  body: { plan: string; confirm: string; reason: string; recall: boolean | undefined },
  { wait, freezes }: { wait: boolean; freezes: boolean },
): Promise<Exit> {
  const { output } = invocation
  return withApi(
    invocation,
    async (api, server) => {
      const started = await api.post('/api/rollbacks', body, rollbackView)
      if (!wait) {
        output.data(started, (style) => rollbackText(started, style))
        output.note(`Watch it: goherd rollback get ${started.id} --wait`)
        return 'ok'
      }
      const view = await waitForRollback(invocation, { api, server, started })
      tellFreeze(invocation, view, freezes)
      return exitOfRollback(view.state)
    },
    WAIT_LIMIT_MS,
  )
}

function tellFreeze({ output }: Invocation, view: RollbackView, freezes: boolean): void {
  if (freezes) output.note('The fleet is frozen until somebody lifts it: goherd lift --reason "…"')
  if (view.state === 'superseded') output.note('Something newer was assigned meanwhile: goherd rollback ls')
}
