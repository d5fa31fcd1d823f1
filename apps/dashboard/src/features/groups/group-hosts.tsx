'use client'

import Link from 'next/link'
import { useMemo } from 'react'
import { Panel } from '../../ui/panel'
import { Skeleton } from '../../ui/skeleton'
import { useHosts } from '../hosts/host-queries'
import { HostTable } from '../hosts/host-table'

/** The hosts of a group, live. */
export function GroupHosts({ name }: { name: string }) {
  const { list } = useHosts({ group: name, sort: 'name' })
  const hosts = useMemo(() => list.data?.pages.flatMap((page) => page.hosts) ?? [], [list.data])
  const onEnd = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }
  return (
    <Panel
      title="Hosts"
      flush
      actions={
        <Link
          href={`/hosts?group=${encodeURIComponent(name)}`}
          className="text-accent text-xs hover:underline"
        >
          Filter and sort
        </Link>
      }
    >
      {list.isPending && <Skeleton what="hosts" />}
      {list.data && hosts.length === 0 && (
        <p className="p-4 text-ink-3">
          No host is in this group.{' '}
          <Link href="/settings" className="text-accent underline">
            Enroll one
          </Link>
          .
        </p>
      )}
      {hosts.length > 0 && <HostTable hosts={hosts} onEnd={onEnd} />}
    </Panel>
  )
}
