import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { commandRollout, reasonOption } from '../rollouts/command-rollout.js'

/** Nothing new starts until it is resumed; what is in flight finishes. */
export function run(invocation: Invocation): Promise<Exit> {
  return commandRollout(invocation, { command: 'pause', reason: reasonOption(invocation) })
}
