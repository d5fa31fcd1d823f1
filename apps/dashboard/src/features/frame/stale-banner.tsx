'use client'

import { Notice } from '../../ui/notice'
import { clockTime } from '../../ui/relative-time'
import { type Reach, useReach } from './reach'

/** What to think of the page while nothing comes over the socket. What it shows stays. */
export function StaleBanner() {
  return <ReachNotice reach={useReach()} />
}

/** The banner of one state of the connection; nothing while all is well. */
export function ReachNotice({ reach }: { reach: Reach }) {
  if (reach.kind === 'ok') return null
  const since = clockTime(reach.since)
  return reach.kind === 'gone' ? (
    <Notice tone="warn" role="status" title={`Stale since ${since}`}>
      The server cannot be reached. What you see is what it last said; changes wait until it is back. It is
      tried again every few seconds.
    </Notice>
  ) : (
    <Notice tone="warn" role="status" title={`No live changes since ${since}`}>
      The server answers, but nothing comes over its socket: a proxy may not pass WebSockets. Reload the page
      to see what changed.
    </Notice>
  )
}
