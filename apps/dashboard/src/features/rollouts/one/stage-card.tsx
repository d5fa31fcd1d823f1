'use client'

import { describeSeconds } from '@goherd/model'
import type { RolloutView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { Countdown } from '../../../ui/countdown'
import { Panel } from '../../../ui/panel'
import { count } from '../../../ui/quantities'
import { STANDING_LOOKS } from '../../../ui/stage-bar'
import { TimeAgo } from '../../../ui/time-ago'
import { FAILURE_WORDS } from '../failure-words'
import { describeCounts } from '../progress-looks'
import { stageStanding } from '../stage-segments'
import { budgetLine } from './budget-line'
import { GateLine } from './gate-line'

type Stage = RolloutView['stages'][number]

const TONES = { quiet: 'text-ink-3', near: 'text-warn', over: 'font-medium text-bad' } as const

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1.5">
      <h3 className="text-ink-3 text-xs">{title}</h3>
      {children}
    </div>
  )
}

function Budgets({ budgets }: Pick<Stage, 'budgets'>) {
  return (
    <Part title="Budgets">
      <dl className="grid grid-cols-[auto_auto_1fr] gap-x-3 gap-y-1">
        {budgets.map((budget) => {
          const { word, used, left, tone } = budgetLine(budget)
          return (
            <div key={budget.name} className="col-span-3 grid grid-cols-subgrid items-baseline">
              <dt>{word}</dt>
              <dd className="font-medium">{used}</dd>
              <dd className={clsx('text-xs', TONES[tone])}>{left}</dd>
            </div>
          )
        })}
      </dl>
    </Part>
  )
}

function Approvals({ stage }: { stage: Stage }) {
  if (stage.approvalsNeeded === 0) return null
  const missing = Math.max(0, stage.approvalsNeeded - stage.approvals.length)
  return (
    <Part title={`Approvals, ${stage.approvals.length} of ${stage.approvalsNeeded}`}>
      <ul className="grid gap-1">
        {stage.approvals.map(({ by, at }) => (
          <li key={by} className="flex items-center gap-2">
            <CircleCheck aria-hidden className="size-3.5 text-ok" strokeWidth={2.25} />
            {by}
            <span className="ml-auto text-ink-3 text-xs">
              <TimeAgo at={at} />
            </span>
          </li>
        ))}
        {missing > 0 && (
          <li className="flex items-center gap-2 text-ink-3">
            <CircleDashed aria-hidden className="size-3.5" strokeWidth={2.25} />
            {missing} more {missing === 1 ? 'person' : 'people'}
          </li>
        )}
      </ul>
    </Part>
  )
}

function Soak({ stage, isSoaking }: { stage: Stage; isSoaking: boolean }) {
  if (stage.soakSeconds === 0) return <span>no soak</span>
  return (
    <span>
      {describeSeconds(stage.soakSeconds)} soak
      {isSoaking && stage.soakUntil !== null && (
        <>
          , <Countdown label="over in" until={stage.soakUntil} />
        </>
      )}
    </span>
  )
}

/** One stage: its hosts, its budgets, its gates as value against limit, its approvals. */
function StageCard({ stage, rollout }: { stage: Stage; rollout: RolloutView }) {
  const standing = stageStanding(stage, rollout)
  const { word, icon: Icon, text } = STANDING_LOOKS[standing]
  const size = typeof stage.size === 'string' ? `${stage.size}, ` : ''
  return (
    <Panel
      title={`Stage ${stage.stage + 1}`}
      className={clsx(
        standing === 'running' && 'border-accent/50',
        standing === 'paused' && 'border-warn-fill/60',
      )}
      note={`${size}${count(stage.hosts, 'host')}`}
      actions={
        <span className={clsx('inline-flex items-center gap-1.5 font-medium', text)}>
          <Icon
            aria-hidden
            className={clsx('size-3.5', standing === 'running' && 'animate-spin [animation-duration:2s]')}
            strokeWidth={2.25}
          />
          {word}
        </span>
      }
    >
      <div className="grid gap-4">
        <p className="text-ink-2">{describeCounts(stage.counts) || 'no host'}</p>
        <Budgets budgets={stage.budgets} />
        {stage.gates.length > 0 && (
          <Part title="Gates">
            <ul className="grid gap-2">
              {stage.gates.map((gate) => (
                <GateLine key={gate.name} gate={gate} />
              ))}
            </ul>
          </Part>
        )}
        <Approvals stage={stage} />
        <p className="flex flex-wrap gap-x-3 text-ink-3 text-xs">
          <Soak stage={stage} isSoaking={rollout.state === 'soaking' && rollout.stage === stage.stage} />
          <span>on failure: {FAILURE_WORDS[stage.onFailure].toLowerCase()}</span>
        </p>
      </div>
    </Panel>
  )
}

/** Every stage of a rollout, side by side. */
export function StageCards({ rollout }: { rollout: RolloutView }) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]">
      {rollout.stages.map((stage) => (
        <StageCard key={stage.stage} stage={stage} rollout={rollout} />
      ))}
    </div>
  )
}
