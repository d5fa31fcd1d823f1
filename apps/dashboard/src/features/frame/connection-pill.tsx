'use client'

import { clsx } from 'clsx'
import type { ConnectionState } from '../../live/connection-state'
import { useConnectionState } from '../../live/live-provider'
import { clockTime, exactTime } from '../../ui/relative-time'

function wording(state: ConnectionState): { word: string; dot: string; title: string } {
  switch (state.kind) {
    case 'live':
      return { word: 'Live', dot: 'bg-ok-fill', title: 'Changes appear as they happen' }
    case 'connecting':
      return { word: 'Connecting', dot: 'bg-off-fill', title: 'Opening the live connection' }
    case 'reconnecting':
      return {
        word: 'Reconnecting',
        dot: 'bg-warn-fill animate-pulse',
        title: `Connection lost at ${exactTime(state.since)}`,
      }
    case 'stale':
      return {
        word: `Stale since ${clockTime(state.since)}`,
        dot: 'bg-bad-fill',
        title: `Nothing was heard since ${exactTime(state.since)}; what you see may be old`,
      }
  }
}

/** Whether the page follows the fleet: Live, Reconnecting, or stale since when. */
export function ConnectionPill() {
  const { word, dot, title } = wording(useConnectionState())
  return (
    <span
      role="status"
      aria-label="Connection"
      title={title}
      className="inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full border border-line px-2.5 text-ink-2 text-xs"
    >
      <span aria-hidden className={clsx('size-1.5 rounded-full', dot)} />
      {word}
    </span>
  )
}
