import type { RolloutView } from '@goherd/protocol'
import {
  control,
  describeControlRefusal,
  type HostProgress,
  normalStages,
  type RolloutCommand,
} from '@goherd/rollout-engine'
import type { CountRow } from './count-progress.js'
import type { RolloutRecord } from './rollout.reader.js'
import { stateOf } from './stored-state.js'

const NOBODY = ''
const BAD: readonly string[] = ['failed', 'silent', 'rolled-back']

/** For each command null when it makes sense now, else why not: the engine's own answer, with nobody in particular asking. */
export function commandsOf(
  { head, policy, hash }: RolloutRecord,
  counts: readonly CountRow[],
): RolloutView['commands'] {
  // Only whether any host ended badly matters to a command, not which.
  const bad: HostProgress = { kind: 'silent', at: 0, acknowledged: true }
  const hosts: Record<string, HostProgress> = counts.some(({ kind }) => BAD.includes(kind)) ? { bad } : {}
  const stages = normalStages(policy.stages).map(() => [])
  const state = stateOf(head, stages, hosts)
  const answer = (command: RolloutCommand): string | null => {
    const controlled = control(state, command, { policy, planHash: hash, now: 0 })
    return controlled.kind === 'ok' ? null : describeControlRefusal(controlled.refusal)
  }
  return {
    pause: answer({ kind: 'pause', by: NOBODY, reason: NOBODY }),
    resume: answer({ kind: 'resume', by: NOBODY }),
    promote: answer({ kind: 'promote', by: NOBODY }),
    approve: answer({ kind: 'approve', by: NOBODY, planHash: hash }),
    retry: answer({ kind: 'retry', by: NOBODY }),
    abort: answer({ kind: 'abort', by: NOBODY, hosts: 'keep' }),
  }
}
