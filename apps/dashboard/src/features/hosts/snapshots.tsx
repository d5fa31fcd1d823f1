'use client'

import type { SnapshotSummary } from '@goherd/model'
import type { HostDetail } from '@goherd/protocol'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { Panel } from '../../ui/panel'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { useRefusal } from '../access/use-me'
import { RestoreDialog } from './restore-dialog'
import { SnapshotDiff } from './snapshot-compare'

/** The records the agent made before each change, and the way back to one. */
export function Snapshots({ host }: { host: HostDetail }) {
  const [chosen, setChosen] = useState<SnapshotSummary | null>(null)
  const refusal = useRefusal('host.rollback', {
    host: { online: host.online, managed: host.state !== 'unmanaged' },
  })
  const snapshots = (host.observed?.snapshots ?? []).toSorted(
    (a, b) => Date.parse(b.takenAt) - Date.parse(a.takenAt),
  )
  return (
    <Panel title="Snapshots" note="taken before every change">
      {snapshots.length === 0 && (
        <p className="text-ink-3">
          {host.observed === null
            ? 'Not known: the agent has not reported yet.'
            : 'None yet: the first change makes one.'}
        </p>
      )}
      <ul className="grid gap-3">
        {snapshots.map((snapshot) => (
          <li key={snapshot.id} className="flex items-center gap-3">
            <div className="grid min-w-0 flex-1">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <Version name={snapshot.release} className="font-medium" />
                <span className="text-ink-3 text-xs">
                  <TimeAgo at={snapshot.takenAt} />
                </span>
              </p>
              <p className="truncate text-ink-2 text-xs" title={snapshot.reason}>
                {snapshot.reason}
              </p>
            </div>
            <Button
              size="small"
              refusal={snapshot.release === null ? 'no Go was active when this was taken' : refusal}
              aria-label={`Restore snapshot ${snapshot.id}`}
              onClick={() => setChosen(snapshot)}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
      {host.observed && snapshots.length > 0 && (
        <SnapshotDiff snapshots={snapshots} observed={host.observed} />
      )}
      {chosen && <RestoreDialog host={host} snapshot={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  )
}
