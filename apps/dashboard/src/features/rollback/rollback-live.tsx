'use client'

import type { RollbackView } from '@goherd/protocol'
import { FileBadge } from 'lucide-react'
import Link from 'next/link'
import { buttonClass } from '../../ui/button'
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

/** Who took what back when and what each host proved, signed: to be kept. A link, so that the browser saves it as a file. */
function CertificateLink({ id }: { id: string }) {
  return (
    <a
      href={`/api/rollbacks/${encodeURIComponent(id)}/certificate`}
      download={`rollback-${id}.json`}
      className={buttonClass()}
    >
      <FileBadge aria-hidden className="size-4" strokeWidth={1.75} />
      Download certificate
    </a>
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
        actions={query.data && query.data.state !== 'running' && <CertificateLink id={id} />}
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
