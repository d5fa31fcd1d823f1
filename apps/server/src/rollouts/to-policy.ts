import type { AmountSpec, RolloutSpec, StageSpec } from '@goherd/protocol'
import type { Amount, RolloutPolicy, StagePolicy } from '@goherd/rollout-engine'
import { toWindow } from '../groups/index.js'

const SECOND = 1_000

/** What the engine decides by, from what a person asked for. */
export function toPolicy(spec: RolloutSpec): RolloutPolicy {
  return {
    stages: spec.stages.map(toStage),
    silentAfterMs: spec.silentAfterSeconds * SECOND,
    spreadBy: spec.spreadBy,
    domainCap: spec.domainCap,
    windows: spec.windows.map(toWindow),
    startAt: spec.startAt === null ? null : Date.parse(spec.startAt),
  }
}

/** `25%` or a number, as the engine's amount. */
export function toAmount(amount: AmountSpec): Amount {
  return typeof amount === 'number'
    ? { kind: 'count', hosts: amount }
    : { kind: 'percent', percent: Number.parseFloat(amount) }
}

/** An amount as people write it: `25%` or a number. */
export function toAmountSpec(amount: Amount): AmountSpec {
  return amount.kind === 'count' ? amount.hosts : `${amount.percent}%`
}

function toStage(stage: StageSpec): StagePolicy {
  const { concurrency, rampFrom, gates, approvals, onFailure } = stage
  return {
    ...{ concurrency, rampFrom, gates, approvals, onFailure },
    size: toAmount(stage.size),
    soakMs: stage.soakSeconds * SECOND,
    budget: {
      failed: toAmount(stage.maxFailed),
      silent: toAmount(stage.maxSilent),
      rolledBack: toAmount(stage.maxRolledBack),
    },
  }
}
