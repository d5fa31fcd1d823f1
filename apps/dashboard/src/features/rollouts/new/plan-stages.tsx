import type { RolloutPlan } from '@goherd/protocol'
import { ArrowRight } from 'lucide-react'
import { count, formatCount } from '../../../ui/quantities'
import { Table, Td, Th } from '../../../ui/table'
import { Version } from '../../../ui/version'
import { describeSpread } from './plan-figures'

/** The hosts of each stage, by platform and by the label they are spread over. */
export function PlanStages({ plan }: { plan: RolloutPlan }) {
  const { spreadBy } = plan.spec
  return (
    <Table label="Stages of the plan">
      <thead>
        <tr>
          <Th>Stage</Th>
          <Th>Size</Th>
          <Th>Hosts</Th>
          <Th>Platforms</Th>
          {spreadBy !== null && <Th>{spreadBy}</Th>}
          <Th>Who</Th>
        </tr>
      </thead>
      <tbody>
        {plan.stages.map((stage, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
          <tr key={index}>
            <Td className="font-medium">{index + 1}</Td>
            <Td>{stage.size}</Td>
            <Td className="font-medium">{formatCount(stage.hosts)}</Td>
            <Td className="min-w-36 text-ink-2">{describeSpread(stage.platforms)}</Td>
            {spreadBy !== null && <Td className="min-w-36 text-ink-2">{describeSpread(stage.spread)}</Td>}
            <Td className="min-w-48">
              <details>
                <summary className="text-accent">
                  {stage.names[0] ?? 'nobody'}
                  {stage.hosts > 1 && ` and ${formatCount(stage.hosts - 1)} more`}
                </summary>
                <p className="mt-1 max-h-40 overflow-y-auto break-words text-ink-2">
                  {stage.names.join(', ')}
                  {stage.hosts > stage.names.length &&
                    ` and ${formatCount(stage.hosts - stage.names.length)} more`}
                </p>
              </details>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** From where to where each group goes. */
export function PlanGroups({ plan }: { plan: RolloutPlan }) {
  return (
    <ul className="divide-y divide-line">
      {plan.groups.map(({ group, hosts, from, to }) => (
        <li key={group} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2.5">
          <span className="min-w-28 font-medium">{group}</span>
          <span className="inline-flex flex-wrap items-center gap-1.5">
            <Version name={from.release} className="text-ink-3" />
            <ArrowRight aria-label="to" className="size-3 text-ink-3" />
            <Version name={to.release} />
            <span className="text-ink-3 text-xs">
              {to.revision === null ? 'a new revision' : `revision ${to.revision}`}
            </span>
          </span>
          <span className="ml-auto text-ink-3 text-xs">{count(hosts, 'host')}</span>
        </li>
      ))}
    </ul>
  )
}
