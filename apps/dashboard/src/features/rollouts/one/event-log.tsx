'use client'

import { clsx } from 'clsx'
import type { RolloutEvents } from '../../../api/answers'
import { Panel } from '../../../ui/panel'
import { QueryView } from '../../../ui/query-view'
import { TimeAgo } from '../../../ui/time-ago'
import { useRolloutEvents } from '../rollout-queries'

type Event = RolloutEvents['events'][number]

/** Kinds that somebody who skims should see. */
const DOTS: Readonly<Record<string, string>> = {
  pause: 'bg-warn-fill',
  breach: 'bg-bad-fill',
  failed: 'bg-bad-fill',
  revert: 'bg-warn-fill',
  stage: 'bg-busy-fill',
  gate: 'bg-busy-fill',
  command: 'bg-ink-3',
  started: 'bg-ink-3',
  finished: 'bg-ok-fill',
}

function Entry({ event }: { event: Event }) {
  return (
    <li className="relative grid grid-cols-[auto_1fr_auto] gap-x-3 pb-3 last:pb-0">
      <span
        aria-hidden
        className={clsx(
          'z-10 mt-1.5 size-2 rounded-full ring-4 ring-panel',
          DOTS[event.kind] ?? 'bg-off-fill',
        )}
      />
      <p className="min-w-0 break-words">
        {event.actor !== null && <span className="font-medium">{event.actor}: </span>}
        <span className={event.actor === null ? 'text-ink-2' : ''}>{event.says}</span>
      </p>
      <span className="text-ink-3 text-xs">
        <TimeAgo at={event.at} />
      </span>
    </li>
  )
}

/** What happened, the newest first. */
export function EventLog({ id }: { id: string }) {
  const query = useRolloutEvents(id)
  return (
    <Panel title="Events">
      <QueryView query={query} what="the events">
        {({ events }) =>
          events.length === 0 ? (
            <p className="text-ink-3">Nothing happened yet.</p>
          ) : (
            <ol className="relative max-h-[32rem] overflow-y-auto before:absolute before:top-2 before:bottom-2 before:left-[3.5px] before:w-px before:bg-line">
              {events
                .toSorted((a, b) => b.id - a.id)
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
