'use client'

import type { RollbackPlan } from '@goherd/protocol'
import { clsx } from 'clsx'
import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { Button } from '../../ui/button'
import { useNow } from '../../ui/clock'
import { count, formatCount } from '../../ui/quantities'
import { Version } from '../../ui/version'
import { secondsLeft } from './rollback-progress'
import { Step } from './step'

interface PlanViewProps {
  readonly plan: RollbackPlan
  readonly onPlanAgain: () => void
}

function Countdown({ plan, onPlanAgain }: PlanViewProps) {
  const left = secondsLeft(plan.expiresAt, useNow('fast'))
  if (left === 0)
    return (
      <span className="flex items-center gap-3 text-bad">
        <span role="status">This plan expired.</span>
        <Button size="small" onClick={onPlanAgain}>
          Plan again
        </Button>
      </span>
    )
  return (
    <span
      role="timer"
      aria-label="Plan expires in"
      className={clsx('text-xs', left <= 15 ? 'text-warn' : 'text-ink-3')}
    >
      expires in {left} s
    </span>
  )
}

type PlanHost = RollbackPlan['willChange'][number]

const AT_MOST = 100

function Hosts({ hosts }: { hosts: readonly PlanHost[] }) {
  return (
    <ul className="grid max-h-72 gap-1 overflow-y-auto border-line border-t bg-inset/40 px-4 py-2.5">
      {hosts.slice(0, AT_MOST).map(({ name, from, to, note }) => (
        <li key={name} className="flex flex-wrap items-center gap-x-3">
          <span className="min-w-28 font-medium">{name}</span>
          <span className="inline-flex items-center gap-1.5">
            <Version name={from} className="text-ink-3" />
            <ArrowRight aria-label="to" className="size-3 text-ink-3" />
            <Version name={to} />
          </span>
          <span className="text-ink-2 text-xs">{note}</span>
        </li>
      ))}
      {hosts.length > AT_MOST && (
        <li className="text-ink-3">and {formatCount(hosts.length - AT_MOST)} more</li>
      )}
    </ul>
  )
}

function Bucket({
  word,
  note,
  hosts,
  tone,
}: {
  word: string
  note: string
  hosts: readonly PlanHost[]
  tone: string
}) {
  const figure = (
    <>
      <span
        className={clsx(
          'min-w-12 text-right font-semibold text-lg',
          hosts.length === 0 ? 'text-ink-3' : tone,
        )}
      >
        {formatCount(hosts.length)}
      </span>
      <span className="font-medium">{word}</span>
      <span className="text-ink-2 text-xs">{note}</span>
    </>
  )
  const row = 'flex flex-wrap items-baseline gap-x-3 px-4 py-2'
  if (hosts.length === 0) return <div className={row}>{figure}</div>
  return (
    <details>
      <summary className={clsx(row, 'list-none hover:bg-inset/60')}>
        {figure}
        <span className="ml-auto text-accent text-xs">who</span>
      </summary>
      <Hosts hosts={hosts} />
    </details>
  )
}

function Groups({ plan }: { plan: RollbackPlan }) {
  return (
    <ul className="divide-y divide-line border-line border-b">
      {plan.groups.map(({ group, hosts, from, to, note }) => (
        <li key={group} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2.5">
          <span className="min-w-28 font-medium">{group}</span>
          <span className="inline-flex flex-wrap items-center gap-1.5">
            <Version name={from.release} className="text-ink-3" />
            <span className="text-ink-3 text-xs">r{from.revision}</span>
            <ArrowRight aria-label="to" className="size-3 text-ink-3" />
            <Version name={to.release} />
            <span className="text-ink-3 text-xs">r{to.revision}</span>
          </span>
          <span className="text-ink-2 text-xs">{note}</span>
          <span className="ml-auto text-ink-3 text-xs">{count(hosts, 'host')}</span>
        </li>
      ))}
    </ul>
  )
}

function Stops({ plan }: { plan: RollbackPlan }) {
  if (plan.stops.length === 0) return null
  return (
    <div className="border-line border-b bg-warn-soft px-4 py-2.5">
      <p className="font-medium">It overrides {count(plan.stops.length, 'rollout')} under way, for good:</p>
      <ul className="grid gap-0.5">
        {plan.stops.map(({ rollout, says }) => (
          <li key={rollout}>
            <Link
              href={`/rollouts/${encodeURIComponent(rollout)}`}
              title={rollout}
              className="break-words text-accent hover:underline"
            >
              {says}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Step 2: what the server would do, host by host. Nothing has changed yet. */
export function PlanView({ plan, onPlanAgain }: PlanViewProps) {
  const download = plan.willChange.length - plan.bytesOnHost
  return (
    <Step number={2} title="What it would do" aside={<Countdown plan={plan} onPlanAgain={onPlanAgain} />}>
      <Stops plan={plan} />
      <Groups plan={plan} />
      <div className="divide-y divide-line">
        <Bucket word="will change" note="as soon as it starts" hosts={plan.willChange} tone="text-ink" />
        <Bucket
          word="already there"
          note="proves again, changes nothing"
          hosts={plan.already}
          tone="text-ok"
        />
        <Bucket
          word="offline, queued"
          note="gets it first when it is back"
          hosts={plan.offline}
          tone="text-ink-2"
        />
        <Bucket word="cannot" note="needs a person" hosts={plan.cannot} tone="text-bad" />
      </div>
      <p className="border-line border-t px-4 py-2.5 text-ink-2">
        {`${formatCount(plan.bytesOnHost)} of ${count(plan.willChange.length, 'host')} that change ${plan.bytesOnHost === 1 ? 'has' : 'have'} the target on disk already`}
        {download > 0 ? `, ${formatCount(download)} must download it. ` : '. '}
        {plan.held > 0 &&
          `${count(plan.held, 'host is', 'hosts are')} held by somebody there; this goes over it. `}
        {plan.freezes && 'The fleet stays frozen afterwards until a person lifts it.'}
      </p>
    </Step>
  )
}
