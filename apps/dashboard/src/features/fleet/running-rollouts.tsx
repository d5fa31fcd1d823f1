'use client'

import type { RolloutView } from '@goherd/protocol'
import Link from 'next/link'
import { asSentence } from '../../ui/as-sentence'
import { Countdown } from '../../ui/countdown'
import { Panel } from '../../ui/panel'
import { StageBar } from '../../ui/stage-bar'
import { rolloutName } from '../rollouts/describe-rollout'
import { RolloutBadge } from '../rollouts/rollout-badge'
import { useRollouts } from '../rollouts/rollout-queries'
import { runningFirst } from '../rollouts/rollout-standing'
import { stageSegments } from '../rollouts/stage-segments'
import { statusLine } from '../rollouts/status-line'

const AT_MOST = 4

function Running({ rollout }: { rollout: RolloutView }) {
  const { timer } = statusLine(rollout)
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          prefetch={false}
          href={`/rollouts/${encodeURIComponent(rollout.id)}`}
          className="font-medium hover:underline"
        >
          {rolloutName(rollout)}
        </Link>
        <RolloutBadge rollout={rollout} />
        {timer !== null && (
          <span className="text-ink-2 text-xs">
            <Countdown {...timer} />
          </span>
        )}
      </div>
      <StageBar compact label={`Stages of ${rolloutName(rollout)}`} segments={stageSegments(rollout)} />
      <p className="break-words text-ink-2">{asSentence(rollout.sentence)}</p>
    </li>
  )
}

/** The rollouts that run, each with its bar. Nothing is shown while none does. */
export function RunningRollouts() {
  const { data } = useRollouts()
  const running = runningFirst(data?.rollouts ?? []).filter(({ state }) => state !== 'finished')
  if (running.length === 0) return null
  return (
    <Panel
      title="Running rollouts"
      flush
      actions={
        <Link prefetch={false} href="/rollouts" className="text-accent text-xs hover:underline">
          All rollouts
        </Link>
      }
    >
      <ul className="divide-y divide-line">
        {running.slice(0, AT_MOST).map((rollout) => (
          <Running key={rollout.id} rollout={rollout} />
        ))}
      </ul>
    </Panel>
  )
}
