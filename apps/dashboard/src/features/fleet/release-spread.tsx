'use client'

import { hostTerm } from '@goherd/host-query'
import type { FleetStatus } from '@goherd/protocol'
import { OctagonX, Target } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '../../ui/badge'
import { Panel } from '../../ui/panel'
import { count } from '../../ui/quantities'
import { Version } from '../../ui/version'
import { hostsHref } from '../hosts/host-links'
import { useReleases } from '../releases/release-queries'
import { SupportBadge } from '../releases/support-badge'

/** Releases that nothing goes to any more. */
function useRecalled(): ReadonlySet<string> {
  const releases = useReleases().data?.releases ?? []
  return new Set(releases.filter(({ recall }) => recall !== null).map(({ release }) => release))
}

/** Which releases the hosts run, which of them somebody wants, and which nobody should have. */
export function ReleaseSpread({ status }: { status: FleetStatus }) {
  const recalled = useRecalled()
  const most = Math.max(1, ...status.releases.map(({ hosts }) => hosts))
  return (
    <Panel title="Releases" note="active on hosts">
      {status.releases.length === 0 && <p className="text-ink-3">No host runs a managed Go yet.</p>}
      <ul className="grid gap-3.5">
        {status.releases.map(({ release, hosts, wanted, support }) => (
          <li key={release} className="grid gap-1.5">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Version name={release} className="font-medium" />
              {wanted && (
                <Badge>
                  <Target aria-hidden className="size-3" />
                  Target
                </Badge>
              )}
              <SupportBadge support={support} />
              {recalled.has(release) && (
                <Badge tone="bad">
                  <OctagonX aria-hidden className="size-3" />
                  Recalled
                </Badge>
              )}
              <Link
                prefetch={false}
                href={hostsHref(hostTerm('go', release))}
                className="ml-auto text-ink-2 hover:text-ink hover:underline"
              >
                {count(hosts, 'host')}
              </Link>
            </div>
            <div aria-hidden className="h-1 overflow-hidden rounded-full bg-inset">
              <div
                className="h-full rounded-full bg-ink-3/60"
                style={{ width: `${(hosts * 100) / most}%` }}
              />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
