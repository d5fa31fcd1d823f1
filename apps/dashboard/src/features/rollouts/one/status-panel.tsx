'use client'

import type { RolloutView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { asSentence } from '../../../ui/as-sentence'
import { Countdown } from '../../../ui/countdown'
import { formatCount, truncatedPercent } from '../../../ui/quantities'
import { StageBar } from '../../../ui/stage-bar'
import { rolloutName } from '../describe-rollout'
import { PROGRESS_LOOKS, PROGRESS_ORDER } from '../progress-looks'
import { ROLLOUT_LOOKS, standingOf } from '../rollout-standing'
import { arrived, stageSegments } from '../stage-segments'
import { restOfSentence, statusLine } from '../status-line'

function Counts({ counts }: Pick<RolloutView, 'counts'>) {
  return (
    <ul aria-label="Hosts by progress" className="flex flex-wrap gap-x-5 gap-y-1.5">
      {PROGRESS_ORDER.filter((progress) => counts[progress] > 0).map((progress) => {
        const { word, icon: Icon, text } = PROGRESS_LOOKS[progress]
        return (
          <li key={progress} className="inline-flex items-center gap-1.5 text-ink-2">
            <Icon aria-hidden className={clsx('size-3.5', text)} strokeWidth={2.25} />
            {word}
            <span className="font-medium text-ink">{formatCount(counts[progress])}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Pauses({ pauses }: Pick<RolloutView, 'pauses'>) {
  if (pauses.length === 0) return null
  return (
    <ul aria-label="Why it is paused" className="grid gap-2">
      {pauses.map(({ kind, says, remedy }) => (
        <li key={kind} className="grid gap-0.5 rounded-md border border-warn-fill/40 bg-warn-soft px-3 py-2">
          <span className="break-words font-medium">{asSentence(says)}</span>
          <span className="text-ink-2">{remedy}</span>
        </li>
      ))}
    </ul>
  )
}

/** Where a rollout stands: the sentence with its clock, the bar, the hosts, and what holds it up. */
export function StatusPanel({ rollout }: { rollout: RolloutView }) {
  const { parts, timer } = statusLine(rollout)
  const standing = standingOf(rollout)
  const { icon: Icon, text } = ROLLOUT_LOOKS[standing]
  const isBack = rollout.state === 'reverting' || rollout.outcome === 'reverted'
  const done = arrived(rollout.counts, isBack)
  // Who was never touched has no way back to go.
  const total = isBack ? rollout.hosts - rollout.counts.waiting - rollout.counts.debt : rollout.hosts
  return (
    <section
      aria-label="Status of the rollout"
      className={clsx(
        'rounded-lg border bg-panel',
        standing === 'paused' ? 'border-warn-fill/60' : 'border-line',
        standing === 'completed' && 'border-ok-fill/50',
      )}
    >
      <div className="grid gap-5 p-5">
        <div className="grid gap-1">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold text-xl tracking-[-0.015em]">
            <Icon
              aria-hidden
              className={clsx(
                'size-5 shrink-0',
                text,
                standing === 'updating' && 'animate-spin [animation-duration:2s]',
              )}
            />
            <span aria-live="polite" className="contents">
              {parts.map((part, index) => (
                <span key={part} className="inline-flex gap-x-2">
                  {index > 0 && (
                    <span aria-hidden className="text-ink-3">
                      ·
                    </span>
                  )}
                  <span>{part}</span>
                </span>
              ))}
            </span>
            {timer !== null && (
              <span className="inline-flex gap-x-2 text-ink-2">
                <span aria-hidden className="text-ink-3">
                  ·
                </span>
                <Countdown {...timer} />
              </span>
            )}
          </h2>
          <p aria-live="polite" className="break-words text-ink-2">
            {restOfSentence(rollout)}
          </p>
        </div>
        <Pauses pauses={rollout.pauses} />
        <StageBar label={`Stages of ${rolloutName(rollout)}`} segments={stageSegments(rollout)} />
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2 border-line border-t pt-4">
          <Counts counts={rollout.counts} />
          <p className="text-ink-2">
            <span className="font-semibold text-ink">
              {formatCount(done)} of {formatCount(total)}
            </span>{' '}
            {isBack ? 'back' : 'done'}, {truncatedPercent(done, total)} %
          </p>
        </div>
      </div>
    </section>
  )
}
