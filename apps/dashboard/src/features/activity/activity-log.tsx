'use client'

import type { AuditEntry } from '@goherd/protocol'
import { Activity, ArrowUp, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { AuditFilter } from '../../api/answers'
import { Badge, type Tone } from '../../ui/badge'
import { Button, buttonClass } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { FailureNotice } from '../../ui/failure-notice'
import { Skeleton } from '../../ui/skeleton'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'
import { ActivityFilterBar } from './activity-filter-bar'
import { exportAddress, toAuditFilter } from './audit-filters'
import { useAudit, useNewestEntry } from './audit-queries'
import { useActivityFilters } from './use-activity-filters'
import { useReachedEnd } from './use-reached-end'
import { VerifyLog } from './verify-log'

const TONES: Readonly<Record<AuditEntry['outcome'], Tone>> = { done: 'ok', refused: 'warn', failed: 'bad' }
const FORMATS = [
  ['csv', 'Export CSV'],
  ['ndjson', 'Export NDJSON'],
] as const

function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <tr className="align-top">
      <Td className="whitespace-nowrap text-ink-2">
        <TimeAgo at={entry.at} />
      </Td>
      <Td>
        <span className="block max-w-40 truncate" title={entry.actor}>
          {entry.actor}
        </span>
      </Td>
      <Td className="hidden sm:table-cell">
        <code className="font-mono text-xs">{entry.action}</code>
      </Td>
      <Td className="hidden lg:table-cell">
        <code className="font-mono text-ink-2 text-xs">{entry.target}</code>
      </Td>
      <Td className="min-w-64">
        <p>{entry.summary}</p>
        {entry.reason !== '' && <p className="text-ink-3 text-xs">Reason: {entry.reason}</p>}
      </Td>
      <Td>
        <Badge tone={TONES[entry.outcome]}>{entry.outcome}</Badge>
      </Td>
    </tr>
  )
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <Table label="Activity table">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Who</Th>
          <Th className="hidden sm:table-cell">Action</Th>
          <Th className="hidden lg:table-cell">Target</Th>
          <Th>What</Th>
          <Th>Outcome</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </tbody>
    </Table>
  )
}

function NoEntries({ isFiltered }: { isFiltered: boolean }) {
  return (
    <Empty icon={Activity} title={isFiltered ? 'Nothing fits these filters.' : 'Nothing is recorded here.'}>
      {isFiltered
        ? 'Take one of them away, or look at other days.'
        : 'Everything an operator does appears in this log, with actor, reason and outcome.'}
    </Empty>
  )
}

/** What can be done with the log that fits the filters, or with the whole of it. */
function LogTools({ filter, onShowNewer }: { filter: AuditFilter; onShowNewer?: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {FORMATS.map(([format, says]) => (
        <a key={format} href={exportAddress(filter, format)} download className={buttonClass()}>
          <Download aria-hidden className="size-3.5" />
          {says}
        </a>
      ))}
      <VerifyLog />
      <div role="status" className="ml-auto">
        {onShowNewer && (
          <Button size="small" onClick={onShowNewer}>
            <ArrowUp aria-hidden className="size-3.5" />
            New entries · show
          </Button>
        )}
      </div>
    </div>
  )
}

/** The log, and whether there is more at its top. It is brought up to date by itself, unless somebody is looking into it. */
function useFreshAudit(filter: AuditFilter, held: boolean) {
  const log = useAudit(filter)
  const newest = useNewestEntry(filter).data ?? 0
  const shown = log.data?.pages[0]?.entries[0]?.id ?? 0
  const hasNewer = log.isSuccess && !log.isPlaceholderData && newest > shown
  const isHeld = held || (log.data?.pages.length ?? 0) > 1
  const { refetch } = log
  useEffect(() => {
    if (hasNewer && !isHeld) void refetch()
  }, [hasNewer, isHeld, refetch])
  return { log, hasNewer: hasNewer && isHeld }
}

/** The audit log: who did what to what, why, and how it went, the newest first. */
export function ActivityLog() {
  const { filters, set } = useActivityFilters()
  const filter = toAuditFilter(filters)
  const [held, setHeld] = useState(false)
  const { log, hasNewer } = useFreshAudit(filter, held)
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? []
  const more = () => void log.fetchNextPage()
  const end = useReachedEnd(more, log.hasNextPage && !log.isFetchingNextPage && !log.isError)
  return (
    <div className="grid gap-3">
      <ActivityFilterBar filters={filters} set={set} />
      <LogTools filter={filter} {...(hasNewer ? { onShowNewer: () => void log.refetch() } : {})} />
      {log.isError && <FailureNotice error={log.error} onRetry={() => void log.refetch()} />}
      <section
        aria-label="Activity"
        aria-busy={log.isPlaceholderData}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        className="overflow-hidden rounded-lg border border-line bg-panel"
      >
        {log.isPending && <Skeleton what="the activity" lines={6} />}
        {log.data && entries.length === 0 && <NoEntries isFiltered={Object.keys(filter).length > 0} />}
        {entries.length > 0 && <Entries entries={entries} />}
      </section>
      <div ref={end}>
        {log.hasNextPage && (
          <Button busy={log.isFetchingNextPage} onClick={more}>
            Show older
          </Button>
        )}
      </div>
    </div>
  )
}
