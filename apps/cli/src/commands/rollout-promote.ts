import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { commandRollout, reasonOption } from '../rollouts/command-rollout.js'

/** Goes on to the next stage without the rest of this one's soak, gates and approvals. */
export function run(invocation: Invocation): Promise<Exit> {
  return commandRollout(invocation, { command: 'promote', reason: reasonOption(invocation) })
}
