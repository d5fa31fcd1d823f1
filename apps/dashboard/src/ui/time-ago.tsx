'use client'

import { useNow } from './clock'
import { exactTime, relativeTime } from './relative-time'

/** A moment as people say it, the exact one in UTC on hover. `at` is ISO 8601. */
export function TimeAgo({ at, none = 'never' }: { at: string | null; none?: string }) {
  const now = useNow()
  if (at === null) return <span className="text-ink-3">{none}</span>
  const moment = Date.parse(at)
  return (
    <time dateTime={at} title={exactTime(moment)} className="whitespace-nowrap" suppressHydrationWarning>
      {relativeTime(moment, now)}
    </time>
  )
}
