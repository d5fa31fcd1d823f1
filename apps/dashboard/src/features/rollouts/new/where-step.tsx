'use client'

import type { GroupView, RolloutPlan } from '@goherd/protocol'
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '../../../ui/badge'
import { Panel } from '../../../ui/panel'
import { count, formatCount } from '../../../ui/quantities'
import { QueryView } from '../../../ui/query-view'
import { Version } from '../../../ui/version'
import { useGroups } from '../../groups/group-queries'
import { HostCounts } from '../../groups/host-counts'
import { platformsOf } from './plan-figures'
import type { StepProps } from './step-props'

function GroupChoice({
  group,
  isChosen,
  onToggle,
}: {
  group: GroupView
  isChosen: boolean
  onToggle: () => void
}) {
  const inRollout = group.rollout !== null
  return (
    <li>
      <label className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-inset/50 has-checked:bg-accent-soft/50">
        <input type="checkbox" checked={isChosen} onChange={onToggle} className="size-4 accent-accent" />
        <span className="min-w-28 font-medium">{group.name}</span>
        <Version name={group.desired?.release ?? null} />
        {inRollout && <Badge tone="warn">Rollout under way</Badge>}
        <span className="ml-auto flex flex-wrap items-center gap-x-4">
          <HostCounts byState={group.hosts.byState} />
          <span>{count(group.hosts.total, 'host')}</span>
        </span>
      </label>
    </li>
  )
}

function Groups({ groups, setGroups, target }: StepProps) {
  const query = useGroups()
  const toggle = (name: string) =>
    setGroups(groups.includes(name) ? groups.filter((other) => other !== name) : [...groups, name])
  return (
    <Panel title="Which groups?" note={`${formatCount(groups.length)} chosen`} flush>
      <QueryView query={query} what="groups">
        {(data) => (
          <>
            {data.groups.every(({ managed }) => !managed) && (
              <p className="p-4 text-ink-2">
                There is no group to roll out to.{' '}
                <Link href="/groups" className="text-accent underline">
                  Make one
                </Link>{' '}
                and enroll hosts into it.
              </p>
            )}
            <ul className="divide-y divide-line">
              {data.groups
                .filter(({ managed }) => managed)
                .map((group) => (
                  <GroupChoice
                    key={group.id}
                    group={group}
                    isChosen={groups.includes(group.name)}
                    onToggle={() => toggle(group.name)}
                  />
                ))}
            </ul>
            {target.kind === 'revision' && groups.length > 1 && (
              <p className="border-line border-t px-4 py-2.5 text-ink-2 text-xs">
                A revision belongs to one group; the server says whether the others can go there.
              </p>
            )}
          </>
        )}
      </QueryView>
    </Panel>
  )
}

const AT_MOST = 50

/** What the server finds for the groups: hosts by platform, and those that can't be changed now. */
export function Matches({ plan }: { plan: RolloutPlan }) {
  return (
    <Panel title="Matches" note={count(plan.hosts, 'host')} flush>
      <ul aria-label="Hosts by platform" className="flex flex-wrap gap-x-5 gap-y-1 px-4 py-2.5">
        {platformsOf(plan).map(({ platform, hosts }) => (
          <li key={platform} className="flex items-baseline gap-1.5">
            <span className="font-mono text-xs">{platform}</span>
            <span className="font-medium">{formatCount(hosts)}</span>
          </li>
        ))}
      </ul>
      {plan.notes.length > 0 && (
        <div className="border-line border-t">
          <p className="px-4 pt-2.5 text-ink-2">
            {count(plan.notes.length, 'host')} can’t be changed right away:
          </p>
          <ul className="max-h-72 overflow-y-auto py-2">
            {plan.notes.slice(0, AT_MOST).map(({ host, group, says }) => (
              <li key={host} className="flex flex-wrap items-center gap-x-3 px-4 py-1">
                <TriangleAlert aria-hidden className="size-3.5 text-warn" />
                <Link
                  prefetch={false}
                  href={`/hosts/${encodeURIComponent(host)}`}
                  className="min-w-28 font-medium hover:underline"
                >
                  {host}
                </Link>
                <span className="text-ink-3 text-xs">{group}</span>
                <span className="min-w-0 break-words text-ink-2">{says}</span>
              </li>
            ))}
            {plan.notes.length > AT_MOST && (
              <li className="px-4 py-1 text-ink-3">and {formatCount(plan.notes.length - AT_MOST)} more</li>
            )}
          </ul>
        </div>
      )}
    </Panel>
  )
}

/** Step 2: whose hosts. */
export function WhereStep({ plan, ...props }: StepProps & { plan: RolloutPlan | undefined }) {
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Groups {...props} />
      {plan !== undefined && props.groups.length > 0 && <Matches plan={plan} />}
    </div>
  )
}
