'use client'

import type { AuditEntry } from '@goherd/protocol'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { debounce, parseAsString, useQueryState } from 'nuqs'
import type { AuditList } from '../../api/answers'
import { api } from '../../api/client'
import { has } from '../../api/shape'
import { keys } from '../../live/query-keys'
import { Badge, type Tone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { FailureNotice } from '../../ui/failure-notice'
import { TextField } from '../../ui/field'
import { Skeleton } from '../../ui/skeleton'
import { Table, Td, Th } from '../../ui/table'
import { TimeAgo } from '../../ui/time-ago'

const auditList = has<AuditList>('entries')
const PAGE = 100

const OUTCOMES: Readonly<Record<AuditEntry['outcome'], Tone>> = { done: 'ok', refused: 'warn', failed: 'bad' }

function useAudit(target: string) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, target],
    queryFn: ({ signal, pageParam }) =>
      api.get('/audit', {
        shape: auditList,
        signal,
        query: {
          limit: PAGE,
          before: pageParam === 0 ? undefined : pageParam,
          target: target === '' ? undefined : target,
        },
      }),
    // Entries are numbered from 1: 0 asks for the newest.
    initialPageParam: 0,
    getNextPageParam: ({ entries }) => (entries.length < PAGE ? undefined : entries.at(-1)?.id),
  })
}

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
        <Badge tone={OUTCOMES[entry.outcome]}>{entry.outcome}</Badge>
      </Td>
    </tr>
  )
}

/** The audit log: who did what to what, why, and how it went, the newest first. */
export function ActivityLog() {
  const [target, setTarget] = useQueryState(
    'target',
    parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  )
  const log = useAudit(target)
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <div className="grid gap-3">
      <TextField
        label="Target"
        type="search"
        className="max-w-xs"
        placeholder="group:build or host:ci-1"
        defaultValue={target}
        onChange={(event) => setTarget(event.target.value === '' ? null : event.target.value)}
      />
      {log.isError && <FailureNotice error={log.error} onRetry={() => void log.refetch()} />}
      <section aria-label="Activity" className="overflow-hidden rounded-lg border border-line bg-panel">
        {log.isPending && <Skeleton what="the activity" lines={6} />}
        {log.data && entries.length === 0 && (
          <Empty icon={Activity} title="Nothing is recorded here.">
            Everything an operator does appears in this log, with actor, reason and outcome.
          </Empty>
        )}
        {entries.length > 0 && (
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
        )}
      </section>
      {log.hasNextPage && (
        <Button
          className="justify-self-start"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </div>
  )
}
