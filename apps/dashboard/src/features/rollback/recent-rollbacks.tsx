'use client'

import Link from 'next/link'
import { asSentence } from '../../ui/as-sentence'
import { Panel } from '../../ui/panel'
import { TimeAgo } from '../../ui/time-ago'
import { useRollbacks } from './rollback-queries'
import { RollbackStateBadge } from './rollback-state'
import { describeScope, describeTarget } from './scope'

const AT_MOST = 8

/** Rollbacks of before. Nothing is shown while there are none. */
export function RecentRollbacks() {
  const rollbacks = useRollbacks().data?.rollbacks ?? []
  if (rollbacks.length === 0) return null
  return (
    <div className="max-w-5xl">
      <Panel title="Earlier rollbacks" flush>
        <ul className="divide-y divide-line">
          {rollbacks
            .slice(0, AT_MOST)
            .map(({ id, state, scope, target, reason, actor, startedAt, proved, hosts }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2.5">
                <RollbackStateBadge state={state} />
                <Link href={`/rollback/${encodeURIComponent(id)}`} className="font-medium hover:underline">
                  {asSentence(`${describeScope(scope)} to ${describeTarget(target)}`)}
                </Link>
                <span className="min-w-0 truncate text-ink-2">{reason}</span>
                <span className="ml-auto text-ink-3 text-xs">
                  {proved} of {hosts} proved, {actor}, <TimeAgo at={startedAt} />
                </span>
              </li>
            ))}
        </ul>
      </Panel>
    </div>
  )
}
