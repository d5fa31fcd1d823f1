import type { HostView } from '@goherd/protocol'
import Link from 'next/link'
import { StateBadge } from '../../ui/state-badge'
import { WantedActual } from '../../ui/version'
import { headline } from './headline'

/** Few hosts, each as a card. */
export function HostCards({ hosts }: { hosts: readonly HostView[] }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
      {hosts.map((host) => (
        <li
          key={host.id}
          className="relative grid content-start gap-1.5 rounded-lg border border-line bg-panel px-4 py-3 hover:border-line-strong"
        >
          <div className="flex items-center justify-between gap-3">
            <Link
              prefetch={false}
              href={`/hosts/${encodeURIComponent(host.name)}`}
              className="min-w-0 truncate font-medium after:absolute after:inset-0 after:rounded-lg"
            >
              {host.name}
            </Link>
            <StateBadge state={host.state} className="text-xs" />
          </div>
          <WantedActual wanted={host.wanted} actual={host.actual} />
          <p className="line-clamp-2 text-ink-3 text-xs">{headline(host)}</p>
        </li>
      ))}
    </ul>
  )
}
