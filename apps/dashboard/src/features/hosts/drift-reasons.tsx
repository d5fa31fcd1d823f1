import type { HostDetail } from '@goherd/protocol'
import { asSentence } from '../../ui/as-sentence'
import { Badge } from '../../ui/badge'
import { Panel } from '../../ui/panel'

/** Why a host counts as drifted: what is expected, what was found, and the reason in a sentence. */
export function DriftReasons({ host }: { host: HostDetail }) {
  if (host.drift.length === 0) return null
  return (
    <Panel title="Why is this drift?" flush>
      <ul className="divide-y divide-line">
        {host.drift.map(({ kind, reason, expected, found, fix }) => (
          <li key={`${kind}-${reason}`} className="grid gap-2 p-4">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone="warn">{kind}</Badge>
              <span className="font-medium">{asSentence(reason)}</span>
            </p>
            <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
              <div className="grid gap-0.5">
                <dt className="text-ink-3 text-xs">Expected</dt>
                <dd className="break-all font-mono text-xs">{expected}</dd>
              </div>
              <div className="grid gap-0.5">
                <dt className="text-ink-3 text-xs">Found</dt>
                <dd className="break-all font-mono text-warn text-xs">{found}</dd>
              </div>
            </dl>
            {fix !== undefined && (
              <p className="text-ink-2">
                <span className="font-medium text-ink">Fix</span> {fix}.
              </p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
