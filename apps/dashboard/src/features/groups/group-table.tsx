'use client'

import type { GroupView } from '@goherd/protocol'
import { Layers } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '../../ui/badge'
import { Empty } from '../../ui/empty'
import { count } from '../../ui/quantities'
import { QueryView } from '../../ui/query-view'
import { Table, Td, Th } from '../../ui/table'
import { Version } from '../../ui/version'
import { useGroups } from './group-queries'
import { HostCounts } from './host-counts'

function GroupRow({ group }: { group: GroupView }) {
  const settings = Object.keys(group.desired?.settings ?? {})
  return (
    <tr className="hover:bg-inset/50">
      <Td>
        <Link href={`/groups/${encodeURIComponent(group.name)}`} className="font-medium hover:underline">
          {group.name}
        </Link>
      </Td>
      <Td>
        {group.managed ? <Version name={group.desired?.release ?? null} /> : <Badge>Manages nothing</Badge>}
      </Td>
      <Td className="hidden text-ink-2 sm:table-cell">
        {group.revision === null ? <span className="text-ink-3">none</span> : `r${group.revision}`}
      </Td>
      <Td className="hidden font-mono text-ink-2 text-xs lg:table-cell">{settings.join(' ')}</Td>
      <Td>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="whitespace-nowrap">{count(group.hosts.total, 'host')}</span>
          <HostCounts byState={group.hosts.byState} />
        </div>
      </Td>
    </tr>
  )
}

/** Every group with what it wants and how its hosts are. */
export function GroupTable() {
  const query = useGroups()
  return (
    <section aria-label="Groups" className="overflow-hidden rounded-lg border border-line bg-panel">
      <QueryView query={query} what="groups">
        {({ groups }) =>
          groups.length === 0 ? (
            <Empty icon={Layers} title="No group yet.">
              A group is a set of hosts that share one Go. Make one, then enroll hosts into it.
            </Empty>
          ) : (
            <Table label="Groups table">
              <thead>
                <tr>
                  <Th>Group</Th>
                  <Th>Go</Th>
                  <Th className="hidden sm:table-cell">Revision</Th>
                  <Th className="hidden lg:table-cell">Settings</Th>
                  <Th>Hosts</Th>
                </tr>
              </thead>
              <tbody>
                {groups.map((group) => (
                  <GroupRow key={group.id} group={group} />
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </section>
  )
}
