import type { RolloutView } from '@goherd/protocol'
import { asSentence } from '../../ui/as-sentence'
import { formatDuration } from '../../ui/quantities'
import { ROLLOUT_LOOKS, standingOf } from './rollout-standing'

/** Where a rollout stands, in words that stay for a while, and the moment that time alone takes it on. */
export interface StatusLine {
  /** `Stage 2 of 4`, `Soaking`. */
  readonly parts: readonly string[]
  /** Words that end in the figures, and the moment (ISO 8601). */
  readonly timer: { readonly label: string; readonly until: string } | null
}

function afterSoak(rollout: RolloutView, stage: RolloutView['stages'][number]): string {
  if (stage.gates.length > 0) return 'gates are asked in'
  if (stage.approvals.length < stage.approvalsNeeded) return 'approval is asked for in'
  return stage.stage + 1 === rollout.stages.length ? 'ends in' : 'next stage in'
}

function timerOf(rollout: RolloutView): StatusLine['timer'] {
  const stage = rollout.stage === null ? undefined : rollout.stages[rollout.stage]
  // A clock that runs towards nothing would promise what a pause holds up.
  if (standingOf(rollout) === 'paused') return null
  switch (rollout.state) {
    case 'scheduled':
      return rollout.wakeAt === null ? null : { label: 'starts in', until: rollout.wakeAt }
    case 'between':
      return rollout.wakeAt === null ? null : { label: 'next stage in', until: rollout.wakeAt }
    case 'soaking': {
      const until = stage?.soakUntil ?? rollout.wakeAt
      return until === null || stage === undefined ? null : { label: afterSoak(rollout, stage), until }
    }
    case 'updating':
    case 'gating':
    case 'approving':
    case 'reverting':
    case 'finished':
      return null
  }
}

/** Where a rollout stands: `Stage 2 of 4`, `Soaking`, and what the clock counts down to. */
export function statusLine(rollout: RolloutView): StatusLine {
  const standing = standingOf(rollout)
  const stage = rollout.stage === null ? undefined : rollout.stages[rollout.stage]
  const isOver = rollout.state === 'finished'
  const place = stage === undefined || isOver ? [] : [`Stage ${stage.stage + 1} of ${rollout.stages.length}`]
  const approvals =
    standing === 'approving' && stage !== undefined
      ? [`${stage.approvals.length} of ${stage.approvalsNeeded} approved`]
      : []
  return { parts: [...place, ROLLOUT_LOOKS[standing].word, ...approvals], timer: timerOf(rollout) }
}

/** What there is to say beyond the headline: what comes next, what is awaited. Pauses have a list of their own. */
export function restOfSentence(rollout: RolloutView): string {
  const { sentence, pauses, state, createdAt, finishedAt } = rollout
  if (finishedAt !== null) return `Took ${formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))}.`
  if (pauses.length > 0 && state !== 'reverting') return ''
  const [, ...rest] = sentence.split(' · ')
  const said = ROLLOUT_LOOKS[standingOf(rollout)].word.toLowerCase()
  return asSentence(rest.filter((part) => part !== said).join(' · '))
}
