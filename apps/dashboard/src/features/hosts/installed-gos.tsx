import type { HostDetail } from '@goherd/protocol'
import { Badge } from '../../ui/badge'
import { Panel } from '../../ui/panel'
import { formatBytes } from '../../ui/quantities'
import { Version } from '../../ui/version'

/** The releases that are complete on the host's disk. */
export function InstalledGos({ host }: { host: HostDetail }) {
  const installed = host.observed?.installed ?? []
  return (
    <Panel title="Installed Gos">
      {installed.length === 0 && (
        <p className="text-ink-3">
          {host.observed === null ? 'Not known: the agent has not reported yet.' : 'None.'}
        </p>
      )}
      <ul className="grid gap-2">
        {installed.map(({ release, treeDigest, size }) => (
          <li key={release} className="flex flex-wrap items-center gap-x-3">
            <Version name={release} className="font-medium" />
            {release === host.actual && <Badge tone="ok">Active</Badge>}
            {release === host.wanted && release !== host.actual && <Badge>Wanted</Badge>}
            <span className="ml-auto flex items-center gap-3 text-ink-3 text-xs">
              <span className="font-mono" title={`Tree digest ${treeDigest}`}>
                {treeDigest.slice(0, 12)}
              </span>
              {formatBytes(size)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
