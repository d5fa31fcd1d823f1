'use client'

import type { DrillView, GroupView } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck, CircleX, Flame, LoaderCircle, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { asSentence } from '../../ui/as-sentence'
import { Button } from '../../ui/button'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { Panel } from '../../ui/panel'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { useRefusal } from '../access/use-me'
import { useFleetStatus } from '../fleet/fleet-queries'
import { useDrillSchedules, useDrills, useScheduleDrills, useStartDrill } from './drill-queries'
import { DRILL_WORDS, describeTimes, isGoing, readDays } from './drill-state'

const LOOKS: Readonly<Record<DrillView['state'], readonly [icon: LucideIcon, text: string]>> = {
  'going-back': [LoaderCircle, 'text-accent'],
  'going-forth': [LoaderCircle, 'text-accent'],
  passed: [CircleCheck, 'text-ok'],
  failed: [CircleX, 'text-bad'],
}

function Drill({ drill }: { drill: DrillView }) {
  const [Icon, text] = LOOKS[drill.state]
  const times = describeTimes(drill)
  return (
    <li className="grid gap-0.5">
      <p className="flex flex-wrap items-center gap-x-2.5">
        <span className={clsx('inline-flex items-center gap-1.5 font-medium', text)}>
          <Icon
            aria-hidden
            className={clsx('size-3.5', isGoing(drill) && 'animate-spin [animation-duration:2s]')}
            strokeWidth={2.25}
          />
          {DRILL_WORDS[drill.state]}
        </span>
        {times !== '' && <span className="font-medium">{times}</span>}
        <span className="ml-auto text-ink-3 text-xs">
          {drill.actor}, <TimeAgo at={drill.startedAt} />
        </span>
      </p>
      <p className="break-words text-ink-2">
        <Link href={`/hosts/${encodeURIComponent(drill.host)}`} className="hover:underline">
          {drill.host}
        </Link>
        , <Version name={drill.from} /> to <Version name={drill.to} /> and back again.{' '}
        {asSentence(drill.says)}
      </p>
    </li>
  )
}

function Schedule({ group }: { group: GroupView }) {
  const schedule = useDrillSchedules().data?.schedules.find((one) => one.group === group.name)
  const [typed, setTyped] = useState<string | null>(null)
  const refusal = useRefusal('drill.schedule')
  const save = useScheduleDrills(group.name)
  const now = schedule?.everyDays?.toString() ?? ''
  const text = typed ?? now
  const days = readDays(text)
  const blocked =
    refusal ??
    (days === undefined ? 'mend the days first' : text === now ? 'nothing to change yet' : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (blocked === undefined && days !== undefined) save.mutate(days, { onSuccess: () => setTyped(null) })
  }
  return (
    <form noValidate onSubmit={submit} className="grid gap-2 border-line border-t pt-4">
      {save.isError && <FailureNotice error={save.error} />}
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label="Run by itself every so many days"
          inputMode="numeric"
          placeholder="never"
          className="w-56"
          value={text}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" refusal={blocked} busy={save.isPending}>
          Save schedule
        </Button>
      </div>
      <p
        role={days === undefined ? 'alert' : 'status'}
        className={clsx('text-xs', days === undefined ? 'text-bad' : 'text-ink-3')}
      >
        {days === undefined && 'Write a whole number from 1 to 365, or leave it empty.'}
        {days !== undefined && schedule?.nextAt != null && (
          <>
            Next <TimeAgo at={schedule.nextAt} />
          </>
        )}
        {days !== undefined && schedule?.nextAt == null && 'Empty: only when somebody runs it.'}
      </p>
    </form>
  )
}

const AT_MOST = 3

/** The fire drills of a group: how long a rollback took when it was last rehearsed, and when it will be again. */
export function DrillCard({ group }: { group: GroupView }) {
  const query = useDrills()
  const frozen = useFleetStatus().data?.freeze ?? null
  const mayNot = useRefusal('drill.start', { frozen, group })
  const start = useStartDrill(group.name)
  const drills = (query.data?.drills ?? []).filter((drill) => drill.group === group.name)
  const refusal = mayNot ?? (drills.some(isGoing) ? 'a drill is on its way' : undefined)
  return (
    <Panel
      title="Fire drill"
      note="one host goes back and forth again"
      actions={
        <Button size="small" refusal={refusal} busy={start.isPending} onClick={() => start.mutate()}>
          <Flame aria-hidden className="size-3.5" />
          Run drill now
        </Button>
      }
    >
      <div className="grid gap-4">
        {start.isError && <FailureNotice error={start.error} />}
        {query.isError && <FailureNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && drills.length === 0 && (
          <p className="text-ink-2">
            Never rehearsed. A drill takes one host to the last good revision and forth again, and measures
            how long each took: then you know that the emergency rollback works.
          </p>
        )}
        <ul aria-live="polite" className="grid gap-3">
          {drills.slice(0, AT_MOST).map((drill) => (
            <Drill key={drill.id} drill={drill} />
          ))}
        </ul>
        <Schedule group={group} />
      </div>
    </Panel>
  )
}
