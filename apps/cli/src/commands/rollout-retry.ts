import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { commandRollout, textOption } from '../rollouts/command-rollout.js'

/** Tries the hosts that ended badly again, and only those. */
export function run(invocation: Invocation): Promise<Exit> {
  return commandRollout(invocation, { command: 'retry', reason: textOption(invocation, 'reason') })
}
