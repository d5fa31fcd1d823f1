'use client'

import type { RolloutView } from '@goherd/protocol'
import { ArrowRight, Waypoints } from 'lucide-react'
import Link from 'next/link'
import { asSentence } from '../../ui/as-sentence'
import { CopyLine } from '../../ui/copy-line'
import { Countdown } from '../../ui/countdown'
import { Empty } from '../../ui/empty'
import { count, formatCount } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { StageBar } from '../../ui/stage-bar'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { moves, rolloutName } from './describe-rollout'
import { NewRolloutLink } from './new-rollout-link'
import { describeCounts } from './progress-looks'
import { RolloutBadge } from './rollout-badge'
import { useRollouts } from './rollout-queries'
import { runningFirst } from './rollout-standing'
import { stageSegments } from './stage-segments'
import { statusLine } from './status-line'

function Moves({ rollout }: { rollout: RolloutView }) {
  const [first, ...rest] = moves(rollout)
  if (first === undefined) return null
  return (
    <span className="inline-flex items-center gap-1.5">
      <Version name={first.from} className="text-ink-3" />
      <ArrowRight aria-label="to" className="size-3 text-ink-3" />
      <Version name={first.to} />
      {rest.length > 0 && <span className="text-ink-3 text-xs">and {formatCount(rest.length)} more</span>}
    </span>
  )
}

function Entry({ rollout }: { rollout: RolloutView }) {
  const { timer } = statusLine(rollout)
  return (
    <li className="grid gap-2.5 px-4 py-3.5 hover:bg-inset/40 lg:grid-cols-[minmax(0,1fr)_18rem] lg:items-center lg:gap-x-8">
      <div className="grid min-w-0 gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={`/rollouts/${encodeURIComponent(rollout.id)}`}
            className="font-medium text-base hover:underline"
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
        <p className="break-words text-ink-2">
          {asSentence(rollout.state === 'finished' ? describeCounts(rollout.counts) : rollout.sentence)}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-3 text-xs">
          <Moves rollout={rollout} />
          <span>{count(rollout.hosts, 'host')}</span>
          <span>
            {rollout.actor}, <TimeAgo at={rollout.createdAt} />
          </span>
          <span className="min-w-0 break-words">{rollout.reason}</span>
        </p>
      </div>
      <StageBar compact label={`Stages of ${rolloutName(rollout)}`} segments={stageSegments(rollout)} />
    </li>
  )
}

function NoRollouts() {
  return (
    <Empty icon={Waypoints} title="No rollout yet.">
      <div className="grid justify-items-center gap-4">
        <p>
          A rollout takes groups to a new Go in stages: one host first, then more, each stage watched. It
          halts by itself when more hosts fail than you allow, and can always go back.
        </p>
        <NewRolloutLink look="primary" />
        <p className="text-xs">or by command line</p>
        <div className="w-full min-w-0 text-left">
          <CopyLine
            what="command"
            text="goherd rollout start --group build --go 1.23 --stages 1,10%,50%,100% --soak 10m --reason 'security fixes'"
          />
        </div>
      </div>
    </Empty>
  )
}

/** Every rollout: those that need a person first, then those that run, then what was. */
export function RolloutList() {
  const query = useRollouts()
  return (
    <section aria-label="Rollouts" className="overflow-hidden rounded-lg border border-line bg-panel">
      <QueryView query={query} what="rollouts" lines={6}>
        {({ rollouts }) =>
          rollouts.length === 0 ? (
            <NoRollouts />
          ) : (
            <ul className="divide-y divide-line">
              {runningFirst(rollouts).map((rollout) => (
                <Entry key={rollout.id} rollout={rollout} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  )
}
