'use client'

import { parseHostQuery } from '@goherd/host-query'
import { Server } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { FailureNotice } from '../../ui/failure-notice'
import { count, formatCount } from '../../ui/quantities'
import { Skeleton } from '../../ui/skeleton'
import { BulkBar } from './bulk-bar'
import { wholeQuery } from './bulk-queries'
import { HostFilterBar } from './host-filters'
import { useHosts } from './host-queries'
import { type HostSort, HostTable } from './host-table'
import { toHostQuery, useHostFilters } from './use-host-filters'
import { useRowKeys } from './use-row-keys'

/** All hosts, filtered and sorted by the server, live. While the pointer rests on the table nothing moves under it. */
export function HostList() {
  const hostFilters = useHostFilters()
  const { filters, set } = hostFilters
  const [held, setHeld] = useState(false)
  const query = toHostQuery(filters)
  const { list, moved, show } = useHosts(query, { held })
  const hosts = useMemo(() => list.data?.pages.flatMap((page) => page.hosts) ?? [], [list.data])
  const total = list.data?.pages.at(-1)?.total ?? 0
  const names = useMemo(() => hosts.map(({ name }) => name), [hosts])
  const q = wholeQuery(query)
  const keys = useRowKeys(q, names)
  const isFiltered = filters.q !== '' || filters.group !== null || filters.state !== null
  const onSort = (by: HostSort) =>
    set({ sort: by, order: filters.sort === by && filters.order === 'asc' ? 'desc' : 'asc' })
  const onEnd = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }
  return (
    <div className="grid gap-3">
      <HostFilterBar {...hostFilters} hosts={hosts} />
      {list.isError && parseHostQuery(filters.q).ok && (
        <FailureNotice error={list.error} onRetry={() => void list.refetch()} />
      )}
      <section
        aria-label="Hosts"
        className="min-w-0 overflow-hidden rounded-lg border border-line bg-panel"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
      >
        <div className="flex h-10 items-center gap-3 border-line border-b px-4">
          <p aria-live="polite" className="text-ink-2">
            {hosts.length < total
              ? `${formatCount(hosts.length)} of ${count(total, 'host')}`
              : count(total, 'host')}
          </p>
          {moved > 0 && (
            <Button size="small" className="ml-auto" onClick={show}>
              {count(moved, 'change')} · show
            </Button>
          )}
        </div>
        {list.isPending && <Skeleton what="hosts" lines={6} />}
        {list.data && hosts.length === 0 && (
          <Empty icon={Server} title="No host matches.">
            {isFiltered ? (
              <Button size="small" onClick={() => set({ q: null, group: null, state: null })}>
                Clear the search
              </Button>
            ) : (
              'Enroll the first one in the settings.'
            )}
          </Empty>
        )}
        {hosts.length > 0 && (
          <HostTable
            hosts={hosts}
            sort={{ by: filters.sort, order: filters.order }}
            onSort={onSort}
            onEnd={onEnd}
            keys={keys}
          />
        )}
      </section>
      <BulkBar
        selection={keys.selection}
        q={q}
        total={total}
        onAll={() => keys.markAll(total)}
        onClear={keys.clear}
      />
    </div>
  )
}
