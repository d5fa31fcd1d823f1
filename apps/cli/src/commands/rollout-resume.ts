import type { Exit } from '../exit-codes.js'
import type { Invocation } from '../invocation.js'
import { commandRollout, textOption } from '../rollouts/command-rollout.js'

/** Acknowledges what ended badly, and goes on. */
export function run(invocation: Invocation): Promise<Exit> {
  return commandRollout(invocation, { command: 'resume', reason: textOption(invocation, 'reason') })
}
