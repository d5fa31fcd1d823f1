import type { RollbackView } from '@goherd/protocol'
import { Fingerprint } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Panel } from '../../ui/panel'
import { count, formatCount, formatDuration } from '../../ui/quantities'

const AT_MOST = 200

interface Line {
  readonly host: string
  readonly note: ReactNode
}

function Lines({ title, lines, note }: { title: string; lines: readonly Line[]; note?: string }) {
  if (lines.length === 0) return null
  return (
    <Panel title={title} flush note={note ?? count(lines.length, 'host')}>
      <ul className="max-h-96 divide-y divide-line overflow-y-auto">
        {lines.slice(0, AT_MOST).map(({ host, note: said }) => (
          <li key={host} className="flex flex-wrap items-center gap-x-3 px-4 py-2">
            <Link
              prefetch={false}
              href={`/hosts/${encodeURIComponent(host)}`}
              className="min-w-28 font-medium hover:underline"
            >
              {host}
            </Link>
            <span className="min-w-0 break-words text-ink-2">{said}</span>
          </li>
        ))}
        {lines.length > AT_MOST && (
          <li className="px-4 py-2 text-ink-3">and {formatCount(lines.length - AT_MOST)} more</li>
        )}
      </ul>
    </Panel>
  )
}

function Proof({ digest, afterMs }: { digest: string; afterMs: number }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <span className="inline-flex items-center gap-1 font-mono text-ok text-xs" title={digest}>
        <Fingerprint aria-hidden className="size-3.5" />
        {digest.slice(0, 16)}
      </span>
      <span className="text-xs">after {formatDuration(afterMs)}</span>
    </span>
  )
}

/** The hosts of a rollback: what failed first, then who is awaited, who is owed, who proved. */
export function HostLines({ rollback }: { rollback: RollbackView }) {
  return (
    <>
      <Lines title="Failed" lines={rollback.failed.map(({ host, reason }) => ({ host, note: reason }))} />
      <Lines title="Awaited" lines={rollback.pending.map((host) => ({ host, note: 'has not proved yet' }))} />
      <Lines
        title="Debt"
        note="offline; they get it first on return"
        lines={rollback.debt.map(({ host, reason }) => ({ host, note: reason }))}
      />
      <Lines
        title="Proved"
        lines={rollback.provedHosts.map(({ host, digest, afterMs }) => ({
          host,
          note: <Proof digest={digest} afterMs={afterMs} />,
        }))}
      />
    </>
  )
}
