'use client'

import type { HostView } from '@goherd/protocol'
import { Badge } from '../../ui/badge'
import { useNow } from '../../ui/clock'
import { Notice } from '../../ui/notice'
import { formatDuration } from '../../ui/quantities'
import { exactTime } from '../../ui/relative-time'

/** How long it is until a moment (ISO 8601); empty once it has come. */
export function TimeLeft({ until }: { until: string }) {
  const left = Date.parse(until) - useNow('fast')
  if (left <= 0) return null
  return (
    <time dateTime={until} title={exactTime(Date.parse(until))} suppressHydrationWarning>
      {formatDuration(Math.max(1000, Math.floor(left / 1000) * 1000))} left
    </time>
  )
}

/** Who keeps a host as it is, why, and for how long yet. */
export function HoldNotice({ host }: { host: HostView }) {
  const { maintenance } = host
  if (maintenance === null) return null
  const { reason, by, until } = maintenance
  return (
    <Notice tone="warn" role="status" title={`${by} holds this host as it is: ${reason}`}>
      Only an emergency rollback changes it meanwhile. It ends by itself, <TimeLeft until={until} />, or
      sooner with goherd-agent unlock on the host.
    </Notice>
  )
}

/** A word for a held host in lists. */
export function HeldMark({ host }: { host: HostView }) {
  if (host.maintenance === null) return null
  const { by, reason, until } = host.maintenance
  return (
    <span title={`${by}: ${reason}, until ${exactTime(Date.parse(until))}`}>
      <Badge tone="warn">Held</Badge>
    </span>
  )
}
