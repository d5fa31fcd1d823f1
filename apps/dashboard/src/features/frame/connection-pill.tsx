'use client'

import { clsx } from 'clsx'
import { useSyncExternalStore } from 'react'
import type { ConnectionState } from '../../live/connection-state'
import { useConnectionState } from '../../live/live-provider'
import { clockTime, exactTime } from '../../ui/relative-time'

/** What the pill can say: the connection, and that a hidden tab takes nothing in. */
type PillState = ConnectionState | { readonly kind: 'paused' }

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/** Whether the tab is out of sight: changes are then collected, not shown. */
function useHidden(): boolean {
  return useSyncExternalStore(
    onVisibility,
    () => document.hidden,
    () => false,
  )
}

/** The word, the colour and the whole sentence for a state. */
export function wording(state: PillState): { word: string; dot: string; title: string } {
  switch (state.kind) {
    case 'live':
      return { word: 'Live', dot: 'bg-ok-fill', title: 'Changes appear as they happen' }
    case 'paused':
      return {
        word: 'Paused',
        dot: 'bg-off-fill',
        title: 'The tab is out of sight; what changes meanwhile is shown when it is back',
      }
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
  const state = useConnectionState()
  const isHidden = useHidden()
  const { word, dot, title } = wording(isHidden && state.kind === 'live' ? { kind: 'paused' } : state)
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
