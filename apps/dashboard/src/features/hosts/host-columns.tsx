import type { HostView } from '@goherd/protocol'
import { createColumnHelper, tableFeatures } from '@tanstack/react-table'
import { clsx } from 'clsx'
import Link from 'next/link'
import { Badge } from '../../ui/badge'
import { StateBadge } from '../../ui/state-badge'
import { TimeAgo } from '../../ui/time-ago'
import { WantedActual } from '../../ui/version'
import { describeGoSource } from './go-source'
import { describePhase } from './headline'
import { HeldMark } from './hold'

/** The server filters, sorts and pages; the table only lays out. */
export const features = tableFeatures({})
const column = createColumnHelper<typeof features, HostView>()

const AT_MOST_LABELS = 2

function Labels({ labels }: { labels: HostView['labels'] }) {
  const all = Object.entries(labels)
  const more = all.length - AT_MOST_LABELS
  return (
    <span className="flex gap-1">
      {all.slice(0, AT_MOST_LABELS).map(([key, value]) => (
        <Badge key={key}>{`${key}=${value}`}</Badge>
      ))}
      {more > 0 && <span className="text-ink-3 text-xs">+{more}</span>}
    </span>
  )
}

export const columns = column.columns([
  column.accessor('name', {
    header: 'Host',
    cell: ({ row }) => (
      <Link
        prefetch={false}
        href={`/hosts/${encodeURIComponent(row.original.name)}`}
        className="font-medium hover:underline"
      >
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor('state', {
    header: 'State',
    cell: ({ row: { original } }) => (
      <span
        className="inline-flex items-center gap-2 align-middle"
        title={original.state === 'updating' ? describePhase(original.phase) : original.drift[0]?.reason}
      >
        <StateBadge state={original.state} />
        <HeldMark host={original} />
      </span>
    ),
  }),
  column.accessor('actual', {
    header: 'Wanted → actual',
    cell: ({ row }) => <WantedActual wanted={row.original.wanted} actual={row.original.actual} />,
  }),
  column.accessor('goSource', {
    header: 'Source of go',
    cell: ({ row }) => {
      const { word, title } = describeGoSource(row.original.goSource)
      const isOurs = row.original.goSource === null || row.original.goSource.origin === 'managed'
      return (
        <span
          title={title}
          className={clsx('block max-w-48 truncate font-mono text-xs', isOurs ? 'text-ink-2' : 'text-warn')}
        >
          {word}
        </span>
      )
    },
  }),
  column.accessor('group', {
    header: 'Group',
    cell: ({ row }) => (
      <Link
        prefetch={false}
        href={`/groups/${encodeURIComponent(row.original.group)}`}
        className="text-ink-2 hover:underline"
      >
        {row.original.group}
      </Link>
    ),
  }),
  column.accessor('labels', { header: 'Labels', cell: ({ row }) => <Labels labels={row.original.labels} /> }),
  column.accessor('platform', {
    header: 'Platform',
    cell: ({ row }) => <span className="font-mono text-xs">{row.original.platform}</span>,
  }),
  column.accessor('agentVersion', {
    header: 'Agent',
    cell: ({ row }) => <span className="font-mono text-xs">{row.original.agentVersion}</span>,
  }),
  column.accessor('lastSeenAt', {
    header: 'Last seen',
    cell: ({ row }) => <TimeAgo at={row.original.lastSeenAt} />,
  }),
])

/** Columns that give way on narrow screens. */
export const COLUMN_CLASSES: Readonly<Record<string, string>> = {
  goSource: 'hidden lg:table-cell',
  group: 'hidden sm:table-cell',
  labels: 'hidden xl:table-cell',
  platform: 'hidden md:table-cell text-ink-2',
  agentVersion: 'hidden xl:table-cell text-ink-2',
  lastSeenAt: 'hidden md:table-cell text-ink-2',
}
