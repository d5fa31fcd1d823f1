'use client'

import type { HostState } from '@goherd/model'
import type { HostView } from '@goherd/protocol'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { Panel } from '../../ui/panel'
import { StateBadge } from '../../ui/state-badge'
import { TimeAgo } from '../../ui/time-ago'
import { headline } from '../hosts/headline'
import { useHosts } from '../hosts/host-queries'

const AT_MOST = 6

function useFirstOf(state: HostState): readonly HostView[] {
  return useHosts({ state, limit: AT_MOST }).list.data?.pages[0]?.hosts ?? []
}

/** The hosts that need a person, the worst first, each with its reason. */
export function NeedsAttention() {
  const failed = useFirstOf('failed')
  const drifted = useFirstOf('drifted')
  const offline = useFirstOf('offline')
  const hosts = [...failed, ...drifted, ...offline].slice(0, AT_MOST)
  return (
    <Panel title="Needs attention" flush>
      {hosts.length === 0 && (
        <p className="flex items-center gap-2 p-4 text-ink-2">
          <CircleCheck aria-hidden className="size-4 text-ok" />
          Nothing does.
        </p>
      )}
      <ul className="divide-y divide-line">
        {hosts.map((host) => (
          <li key={host.id} className="grid gap-0.5 px-4 py-2.5">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
              <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="font-medium hover:underline">
                {host.name}
              </Link>
              <StateBadge state={host.state} className="text-xs" />
              <span className="ml-auto text-ink-3 text-xs">
                <TimeAgo at={host.lastSeenAt} />
              </span>
            </div>
            <p className="break-words text-ink-2">{headline(host)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
