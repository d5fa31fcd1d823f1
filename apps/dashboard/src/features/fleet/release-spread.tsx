import type { FleetStatus } from '@goherd/protocol'
import { Target } from 'lucide-react'
import { Badge } from '../../ui/badge'
import { Panel } from '../../ui/panel'
import { count } from '../../ui/quantities'
import { Version } from '../../ui/version'
import { SupportBadge } from '../releases/support-badge'

/** Which releases the hosts run, and which of them somebody wants. */
export function ReleaseSpread({ status }: { status: FleetStatus }) {
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
              <span className="ml-auto text-ink-2">{count(hosts, 'host')}</span>
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
