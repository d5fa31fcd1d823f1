import { describeSeconds } from '@goherd/model'
import type { RolloutView } from '@goherd/protocol'
import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { Facts } from '../../../ui/facts'
import { Panel } from '../../../ui/panel'
import { count } from '../../../ui/quantities'
import { exactTime } from '../../../ui/relative-time'
import { TimeAgo } from '../../../ui/time-ago'
import { Version } from '../../../ui/version'
import { describeWindow } from '../../windows/describe-window'

type Row = readonly [name: string, value: React.ReactNode]

function revision(number: number | null) {
  return number === null ? null : <span className="text-ink-3 text-xs">r{number}</span>
}

function groupRows({ groups }: RolloutView): Row[] {
  return groups.map(({ group, hosts, from, to }) => [
    group,
    <span key={group} className="flex flex-wrap items-center gap-1.5">
      <Version name={from.release} className="text-ink-3" /> {revision(from.revision)}
      <ArrowRight aria-label="to" className="size-3 text-ink-3" />
      <Version name={to.release} /> {revision(to.revision)}
      <Link
        href={`/groups/${encodeURIComponent(group)}`}
        aria-label={`${count(hosts, 'host')} of group ${group}`}
        className="text-accent text-xs hover:underline"
      >
        {count(hosts, 'host')}
      </Link>
    </span>,
  ])
}

function specRows({ spec }: RolloutView): Row[] {
  return [
    ...(spec.windows.length === 0
      ? []
      : [['Windows', spec.windows.map((window) => describeWindow(window)).join('; ')] as const]),
    ...(spec.startAt === null ? [] : [['Not before', exactTime(Date.parse(spec.startAt))] as const]),
    ...(spec.spreadBy === null ? [] : [['Spread by', `label ${spec.spreadBy}`] as const]),
    ...(spec.domainCap === null
      ? []
      : [
          [
            'Cap',
            `${count(spec.domainCap.hosts, 'host')} at a time for each ${spec.domainCap.label}`,
          ] as const,
        ]),
    ['Silent after', describeSeconds(spec.silentAfterSeconds)],
  ]
}

/** What a rollout is: why, who, from where to where, and its rules. */
export function AboutPanel({ rollout }: { rollout: RolloutView }) {
  return (
    <Panel title="About">
      <Facts
        rows={[
          ['Reason', rollout.reason],
          [
            'Started',
            <span key="started">
              by {rollout.actor}, <TimeAgo at={rollout.createdAt} />
            </span>,
          ],
          ...(rollout.finishedAt === null
            ? []
            : [['Finished', <TimeAgo key="finished" at={rollout.finishedAt} />] as const]),
          ...groupRows(rollout),
          ...specRows(rollout),
          [
            'Plan',
            <code key="plan" title={rollout.hash} className="font-mono text-xs">
              {rollout.hash.slice(0, 12)}
            </code>,
          ],
        ]}
      />
    </Panel>
  )
}
