'use client'

import type { RollbackView } from '@goherd/protocol'
import Link from 'next/link'
import { Facts } from '../../ui/facts'
import { PageHeader } from '../../ui/page-header'
import { Panel } from '../../ui/panel'
import { QueryView } from '../../ui/query-view'
import { TimeAgo } from '../../ui/time-ago'
import { Version } from '../../ui/version'
import { HostLines } from './host-lines'
import { ProofPanel } from './proof-panel'
import { useRollback } from './rollback-queries'
import { describeScope, describeTarget } from './scope'

function About({ rollback }: { rollback: RollbackView }) {
  return (
    <Panel title="About">
      <Facts
        rows={[
          ['Reason', rollback.reason],
          ['Scope', describeScope(rollback.scope)],
          ['Target', describeTarget(rollback.target)],
          [
            'Started',
            <span key="started">
              by {rollback.actor}, <TimeAgo at={rollback.startedAt} />
            </span>,
          ],
          ...rollback.groups.map(
            ({ group, from, to }) =>
              [
                group,
                <span key={group}>
                  <Version name={from.release} className="text-ink-3" /> → <Version name={to.release} />{' '}
                  <span className="text-ink-3 text-xs">revision {to.revision}</span>
                </span>,
              ] as const,
          ),
        ]}
      />
    </Panel>
  )
}

/** A rollback while it runs and after it. It lives on the server: the page can be left and loaded again. */
export function RollbackLive({ id }: { id: string }) {
  const query = useRollback(id)
  return (
    <>
      <PageHeader
        crumb={
          <Link href="/rollback" className="hover:underline">
            Emergency rollback
          </Link>
        }
        title={query.data ? `Rollback of ${describeScope(query.data.scope)}` : 'Rollback'}
        lead="Safe to leave or reload: it goes on without this page."
      />
      <QueryView query={query} what="the rollback" lines={6}>
        {(rollback) => (
          <div className="grid items-start gap-5 xl:grid-cols-[1.6fr_1fr]">
            <div className="grid min-w-0 gap-5">
              <ProofPanel rollback={rollback} />
              <HostLines rollback={rollback} />
            </div>
            <About rollback={rollback} />
          </div>
        )}
      </QueryView>
    </>
  )
}
