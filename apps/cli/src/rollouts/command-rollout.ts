import { type RolloutCommandRequest, rolloutCommand, rolloutView } from '@goherd/protocol'
import type { z } from 'zod'
import { route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput, withApi } from '../invocation.js'
import { rolloutText } from '../render/rollouts.js'

/** Sends a command to a rollout and shows how it stands then. Throws a usage failure for one that lacks something. */
export async function commandRollout(
  invocation: Invocation,
  given: z.input<typeof rolloutCommand>,
): Promise<Exit> {
  const [id = ''] = invocation.args
  const body: RolloutCommandRequest = readInput(rolloutCommand, given)
  return withApi(invocation, async (api) => {
    const view = await api.post(route`/api/rollouts/${id}/commands`, body, rolloutView)
    invocation.output.data(view, (style) => rolloutText(view, style))
    return 'ok'
  })
}

/** The option as text; empty when it was not given. */
export function textOption({ options }: Invocation, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value : ''
}

/** `--reason`, where one is needed. Throws a usage failure without it. */
export function reasonOption(invocation: Invocation): string {
  const reason = textOption(invocation, 'reason').trim()
  if (reason !== '') return reason
  throw usageFailure('this needs a reason', 'Add --reason "why"; it stays in the audit log.')
}
