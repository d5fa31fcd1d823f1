'use client'

import type { GroupView } from '@goherd/protocol'
import Link from 'next/link'
import { Notice } from '../../ui/notice'
import { PageHeader } from '../../ui/page-header'
import { Panel } from '../../ui/panel'
import { count } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { DrillCard } from '../drills/drill-card'
import { GroupRolloutNotice } from '../rollouts/group-rollout-notice'
import { WindowsCard } from '../windows/windows-card'
import { DesiredForm } from './desired-form'
import { GroupHosts } from './group-hosts'
import { useGroup } from './group-queries'
import { HostCounts } from './host-counts'
import { RevisionHistory } from './revision-history'

function Lead({ group }: { group: GroupView }) {
  return (
    <div aria-live="polite" className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span>{count(group.hosts.total, 'host')}</span>
      <HostCounts byState={group.hosts.byState} />
      {group.revision !== null && <span className="text-ink-3">at revision {group.revision}</span>}
    </div>
  )
}

/** What a group's hosts should have, how that came to be, and how they are. */
export function GroupPage({ name }: { name: string }) {
  const query = useGroup(name)
  return (
    <>
      <PageHeader
        crumb={
          <Link href="/groups" className="hover:underline">
            Groups
          </Link>
        }
        title={name}
        lead={query.data && <Lead group={query.data} />}
      />
      <QueryView query={query} what="the group" lines={6}>
        {(group) => (
          <>
            {!group.managed && (
              <Notice tone="info" title="This group manages nothing.">
                Hosts are here until they are enrolled into a group that has a desired state.
              </Notice>
            )}
            <GroupRolloutNotice group={group} />
            <div className="grid items-start gap-5 xl:grid-cols-2">
              {group.managed && (
                <Panel
                  title="Desired state"
                  note={group.revision === null ? 'nothing yet' : `revision ${group.revision}`}
                >
                  <DesiredForm group={group} />
                </Panel>
              )}
              {group.managed && (
                <div className="grid min-w-0 gap-5">
                  <RevisionHistory group={group} />
                  <WindowsCard group={group} />
                  <DrillCard group={group} />
                </div>
              )}
            </div>
            <GroupHosts name={name} />
          </>
        )}
      </QueryView>
    </>
  )
}
