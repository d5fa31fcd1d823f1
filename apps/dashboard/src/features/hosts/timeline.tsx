'use client'

import type { HostEvent } from '@goherd/protocol'
import { clsx } from 'clsx'
import { CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon, Undo2 } from 'lucide-react'
import { Panel } from '../../ui/panel'
import { count, formatDuration } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { useHostTimeline } from './host-queries'
import { PhaseBar } from './phase-bar'
import { type Change, type ChangeOutcome, type TimelineEntry, toTimeline } from './timeline-changes'

type EventTone = 'step' | 'good' | 'bad' | 'odd'

/** How each kind of event is called and how it looks. */
const KINDS: Readonly<Record<HostEvent['kind'], readonly [word: string, tone: EventTone]>> = {
  assigned: ['Assigned', 'step'],
  download: ['Download', 'step'],
  hash: ['Hash', 'step'],
  unpack: ['Unpack', 'step'],
  settings: ['Settings', 'step'],
  snapshot: ['Snapshot', 'step'],
  switch: ['Switch', 'step'],
  check: ['Check', 'step'],
  converged: ['Converged', 'good'],
  failed: ['Failed', 'bad'],
  'switched-back': ['Switched back', 'bad'],
  drift: ['Drift', 'odd'],
  verify: ['Verify', 'step'],
  removed: ['Removed', 'step'],
  started: ['Agent started', 'step'],
  hold: ['Hold', 'odd'],
  drain: ['Drain', 'step'],
  agent: ['Agent', 'step'],
}

const DOTS: Readonly<Record<EventTone, string>> = {
  step: 'bg-off-fill',
  good: 'bg-ok-fill',
  bad: 'bg-bad-fill',
  odd: 'bg-warn-fill',
}

const WORDS: Readonly<Record<EventTone, string>> = {
  step: 'text-ink',
  good: 'text-ok',
  bad: 'text-bad',
  odd: 'text-warn',
}

function Entry({ event }: { event: HostEvent }) {
  const [word, tone] = KINDS[event.kind] ?? [event.kind, 'step']
  return (
    <li className="relative grid grid-cols-[auto_1fr_auto] gap-x-3 pb-3.5 last:pb-0">
      <span aria-hidden className={clsx('z-10 mt-1.5 size-2 rounded-full ring-4 ring-panel', DOTS[tone])} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={clsx('font-medium', WORDS[tone])}>{word}</span>
          {event.durationMs !== undefined && (
            <span className="font-mono text-ink-3 text-xs">{formatDuration(event.durationMs)}</span>
          )}
        </p>
        <p className="break-words text-ink-2">{event.message}</p>
        {event.error && (
          <p className="break-words text-bad">{`${event.error.message}. ${event.error.hint}`}</p>
        )}
      </div>
      <span className="text-ink-3 text-xs">
        <TimeAgo at={event.at} />
      </span>
    </li>
  )
}

const OUTCOMES: Readonly<
  Record<ChangeOutcome, { readonly word: string; readonly icon: LucideIcon; readonly text: string }>
> = {
  converged: { word: 'Converged', icon: CircleCheck, text: 'text-ok' },
  failed: { word: 'Failed', icon: CircleX, text: 'text-bad' },
  'switched-back': { word: 'Switched back', icon: Undo2, text: 'text-bad' },
  running: { word: 'In progress', icon: LoaderCircle, text: 'text-accent' },
  superseded: { word: 'Superseded', icon: CircleSlash, text: 'text-ink-3' },
}

function Log({ events }: { events: readonly HostEvent[] }) {
  return (
    <ol className="relative before:absolute before:top-2 before:bottom-2 before:left-[3.5px] before:w-px before:bg-line">
      {events.map((event) => (
        <Entry key={event.id} event={event} />
      ))}
    </ol>
  )
}

/** A change with where its time went; its log folds away. */
function ChangeEntry({ change, open }: { change: Change; open: boolean }) {
  const { word, icon: Icon, text } = OUTCOMES[change.outcome]
  return (
    <li className="grid gap-2.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium">
          {change.release === undefined ? 'A change' : <Version name={change.release} />}
        </h3>
        <span className={clsx('inline-flex items-center gap-1.5', text)}>
          <Icon aria-hidden className="size-4" strokeWidth={1.75} />
          {word}
        </span>
        <span className="ml-auto text-ink-3 text-xs">
          epoch {change.epoch}, <TimeAgo at={change.at} />
        </span>
      </div>
      <PhaseBar steps={change.steps} />
      <details open={open} className="group">
        <summary className="w-fit cursor-pointer text-ink-2 text-xs hover:text-ink">
          Log of {count(change.events.length, 'event')}
        </summary>
        <div className="pt-3">
          <Log events={change.events.toReversed()} />
        </div>
      </details>
    </li>
  )
}

/** What happened on a host, change by change, the newest first, with how long each step took. */
export function Timeline({ name }: { name: string }) {
  const query = useHostTimeline(name)
  return (
    <Panel title="Timeline" note="each change, and what happened beside them" flush>
      <QueryView query={query} what="the timeline">
        {({ events }) => <Entries entries={toTimeline(events)} />}
      </QueryView>
    </Panel>
  )
}

function Entries({ entries }: { entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <p className="p-4 text-ink-3">Nothing happened here yet.</p>
  const newest = entries.find((entry) => entry.kind === 'change')
  return (
    <ol className="divide-y divide-line">
      {entries.map((entry) =>
        entry.kind === 'change' ? (
          <ChangeEntry key={entry.id} change={entry} open={entry === newest} />
        ) : (
          <li key={entry.event.id} className="px-4 py-3">
            <Log events={[entry.event]} />
          </li>
        ),
      )}
    </ol>
  )
}
