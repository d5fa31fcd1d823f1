import type { RolloutView } from '@goherd/protocol'
import { count, formatCount } from '../../ui/quantities'
import type { StageSegment, StageStanding } from '../../ui/stage-bar'
import { type Counts, PROGRESS_LOOKS, PROGRESS_ORDER } from './progress-looks'
import { standingOf } from './rollout-standing'

type Stage = RolloutView['stages'][number]

/** How a stage of a rollout stands. In a finished rollout nothing runs and nothing waits any more. */
export function stageStanding(stage: Stage, rollout: RolloutView): StageStanding {
  if (rollout.state === 'finished' && (stage.state === 'current' || stage.state === 'waiting'))
    return rollout.outcome === 'completed' ? 'done' : stage.state === 'current' ? 'ended' : 'unreached'
  if (stage.state !== 'current') return stage.state
  return standingOf(rollout) === 'paused' ? 'paused' : 'running'
}

/** Hosts that have come to where the rollout takes them now: forth, or back. */
export function arrived(counts: Counts, isReverted: boolean): number {
  return isReverted ? counts.reverted : counts.done
}

/** The stages of a rollout for the bar. */
export function stageSegments(rollout: RolloutView): StageSegment[] {
  return rollout.stages.map((stage) => {
    const isReverted = stage.state === 'reverted' || stage.counts.reverted > stage.counts.done
    return {
      key: String(stage.stage),
      name: `Stage ${stage.stage + 1}`,
      standing: stageStanding(stage, rollout),
      total: stage.hosts,
      note: `${formatCount(arrived(stage.counts, isReverted))} of ${count(stage.hosts, 'host')}${isReverted ? ' back' : ''}`,
      parts: PROGRESS_ORDER.map((progress) => ({
        key: progress,
        amount: stage.counts[progress],
        fill: PROGRESS_LOOKS[progress].fill,
      })),
    }
  })
}
