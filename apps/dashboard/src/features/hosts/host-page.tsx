'use client'

import type { HostDetail } from '@goherd/protocol'
import Link from 'next/link'
import { Badge } from '../../ui/badge'
import { PageHeader } from '../../ui/page-header'
import { QueryView } from '../../ui/query-view'
import { StateBadge } from '../../ui/state-badge'
import { TimeAgo } from '../../ui/time-ago'
import { DriftReasons } from './drift-reasons'
import { HoldNotice } from './hold'
import { useHost } from './host-queries'
import { HostTabs } from './host-tabs'
import { RecheckButton } from './recheck-button'
import { WantedAgainstActual } from './wanted-against-actual'

function Lead({ host }: { host: HostDetail }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span aria-live="polite" className="inline-flex">
        <StateBadge state={host.state} />
      </span>
      <span>
        in{' '}
        <Link href={`/groups/${encodeURIComponent(host.group)}`} className="text-accent hover:underline">
          {host.group}
        </Link>
      </span>
      <span className="text-ink-3">
        seen <TimeAgo at={host.lastSeenAt} />
      </span>
      {Object.entries(host.labels).map(([key, value]) => (
        <Badge key={key}>{`${key}=${value}`}</Badge>
      ))}
    </div>
  )
}

/** Everything about one host. */
export function HostPage({ name }: { name: string }) {
  const query = useHost(name)
  return (
    <>
      <PageHeader
        crumb={
          <Link href="/hosts" className="hover:underline">
            Hosts
          </Link>
        }
        title={name}
        lead={query.data && <Lead host={query.data} />}
        actions={query.data && <RecheckButton host={query.data} />}
      />
      <QueryView query={query} what="the host" lines={8}>
        {(host) => (
          <div className="grid grid-cols-1 gap-5">
            <HoldNotice host={host} />
            <WantedAgainstActual host={host} />
            <DriftReasons host={host} />
            <HostTabs host={host} />
          </div>
        )}
      </QueryView>
    </>
  )
}
