import { normalStages, type RolloutPolicy, type StagePolicy } from './policy.js'

/** The policy of a stage, the implicit last one included. Throws RangeError for a stage that is none. */
export function stagePolicy(policy: RolloutPolicy, stage: number): StagePolicy {
  const found = normalStages(policy.stages)[stage]
  if (found === undefined) throw new RangeError(`there is no stage ${stage}`)
  return found
}
