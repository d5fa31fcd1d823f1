'use client'

import type { HostEvent } from '@goherd/protocol'
import { clsx } from 'clsx'
import { Panel } from '../../ui/panel'
import { formatDuration } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { useHostTimeline } from './host-queries'

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

/** What happened on a host, the newest first, with how long each step took. */
export function Timeline({ name }: { name: string }) {
  const query = useHostTimeline(name)
  return (
    <Panel title="Timeline">
      <QueryView query={query} what="the timeline">
        {({ events }) =>
          events.length === 0 ? (
            <p className="text-ink-3">Nothing happened here yet.</p>
          ) : (
            <ol className="relative before:absolute before:top-2 before:bottom-2 before:left-[3.5px] before:w-px before:bg-line">
              {events
                .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
                .map((event) => (
                  <Entry key={event.id} event={event} />
                ))}
            </ol>
          )
        }
      </QueryView>
    </Panel>
  )
}
