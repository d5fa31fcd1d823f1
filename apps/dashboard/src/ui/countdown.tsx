'use client'

import { useNow } from './clock'
import { formatCountdown } from './quantities'
import { exactTime } from './relative-time'

/** Counts down to a moment (ISO 8601). `label` says to what, in front of the figures. */
export function Countdown({ label, until }: { label: string; until: string }) {
  const at = Date.parse(until)
  const left = at - useNow('fast')
  return (
    <span role="timer" title={exactTime(at)} className="whitespace-nowrap" suppressHydrationWarning>
      {left <= 0 ? `${label} a moment` : `${label} ${formatCountdown(left)}`}
    </span>
  )
}
