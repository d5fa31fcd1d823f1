'use client'

import type { GroupView, RevisionView } from '@goherd/protocol'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { exactTime } from '../../ui/relative-time'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { useRefusal } from '../access/use-me'
import { ButtonLink } from '../frame/button-link'
import { CompareRevisions, RevisionDiff } from './compare-revisions'
import { useGroupHistory } from './group-queries'

function Revision({ revision, parent }: { revision: RevisionView; parent: RevisionView | undefined }) {
  const [open, setOpen] = useState(false)
  const refusal = useRefusal('rollback.start')
  const { group, revision: number } = revision
  return (
    <li className="grid gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="font-semibold">Revision {number}</span>
        <Version name={revision.release} />
        {revision.current && <Badge tone="accent">Current</Badge>}
        {revision.goodAt !== null && (
          <span
            className="inline-flex items-center gap-1 text-ok text-xs"
            title={`Every live host had proved it at ${exactTime(Date.parse(revision.goodAt))}`}
          >
            <CircleCheck aria-hidden className="size-3.5" />
            proved
          </span>
        )}
        <span className="ml-auto text-ink-3 text-xs">
          {revision.author}, <TimeAgo at={revision.createdAt} />
        </span>
      </div>
      {revision.reason !== '' && <p className="break-words text-ink-2">{revision.reason}</p>}
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          look="ghost"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="-ml-2"
        >
          {open ? 'Hide changes' : 'Show changes'}
        </Button>
        {!revision.current &&
          (refusal === undefined ? (
            <ButtonLink
              size="small"
              href={`/rollback?scope=${encodeURIComponent(`group:${group}`)}&target=${number}`}
            >
              Roll back to this
            </ButtonLink>
          ) : (
            <Button size="small" refusal={refusal}>
              Roll back to this
            </Button>
          ))}
      </div>
      {open && <RevisionDiff from={parent} to={revision} />}
    </li>
  )
}

/** A group's revisions, the newest first, each with what it changed and the way back to it. */
export function RevisionHistory({ group }: { group: GroupView }) {
  const query = useGroupHistory(group.name)
  return (
    <Panel title="History" note="revisions never change" flush>
      <QueryView query={query} what="the history">
        {(history) => {
          const revisions = history.revisions.toSorted((a, b) => b.revision - a.revision)
          return (
            <>
              {revisions.length === 0 && <p className="p-4 text-ink-3">No revision yet: set a Go version.</p>}
              {revisions.length > 1 && (
                <div className="grid border-line border-b px-4 py-3">
                  <CompareRevisions revisions={revisions} />
                </div>
              )}
              <ol className="max-h-[34rem] divide-y divide-line overflow-y-auto">
                {revisions.map((revision) => (
                  <Revision
                    key={revision.revision}
                    revision={revision}
                    parent={revisions.find((other) => other.revision === revision.parent)}
                  />
                ))}
              </ol>
            </>
          )
        }}
      </QueryView>
    </Panel>
  )
}
