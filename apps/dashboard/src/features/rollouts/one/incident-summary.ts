import type { RolloutView } from '@goherd/protocol'
import type { RolloutEvents } from '../../../api/answers'
import { asSentence } from '../../../ui/as-sentence'
import { count, formatCount } from '../../../ui/quantities'
import { exactTime } from '../../../ui/relative-time'
import { describeGroups, moves } from '../describe-rollout'
import { describeCounts } from '../progress-looks'
import { statusLine } from '../status-line'
import { budgetLine } from './budget-line'

const EVENTS = 20

const when = (at: string) => exactTime(Date.parse(at))
const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines])

function stageLines({ stages }: RolloutView): string[] {
  return stages.flatMap((stage) => [
    `- stage ${stage.stage + 1}, ${count(stage.hosts, 'host')}, ${stage.state}: ${describeCounts(stage.counts)}`,
    ...stage.budgets
      .filter(({ used }) => used > 0)
      .map((budget) => budgetLine(budget))
      .map(({ word, used, left }) => `  ${word.toLowerCase()} ${used}, ${left}`),
    ...stage.gates
      .filter(({ verdict }) => verdict !== null)
      .map(({ name, verdict, said }) => `  gate ${name}: ${verdict}, ${said}`),
  ])
}

function errorLines({ errors }: RolloutView): string[] {
  return errors.map(({ code, message, hosts, names }) => {
    const rest = hosts - names.length
    const more = rest > 0 ? ` and ${formatCount(rest)} more` : ''
    return `- ${count(hosts, 'host')}: ${message} (${code}): ${names.join(', ')}${more}`
  })
}

function eventLines(events: RolloutEvents['events']): string[] {
  return events
    .toSorted((a, b) => b.id - a.id)
    .slice(0, EVENTS)
    .map(({ at, actor, says }) => `- ${when(at)}${actor === null ? '' : ` ${actor}`}: ${says}`)
}

/** Everything that somebody who was not there needs, as text to paste. Times are in UTC; `link` leads to the page. */
export function incidentSummary(rollout: RolloutView, events: RolloutEvents['events'], link: string): string {
  const [move] = moves(rollout)
  return [
    `Rollout ${rollout.id}: ${move?.from ?? 'nothing'} to ${move?.to ?? 'nothing'} on ${describeGroups(rollout)}, ${count(rollout.hosts, 'host')}`,
    `${statusLine(rollout).parts.join(' · ')}. ${asSentence(rollout.sentence)}`,
    `Started ${when(rollout.createdAt)} by ${rollout.actor}: ${rollout.reason}`,
    ...(rollout.finishedAt === null ? [] : [`Finished ${when(rollout.finishedAt)}`]),
    `Hosts: ${describeCounts(rollout.counts)}`,
    ...section(
      'Paused because',
      rollout.pauses.map(({ says, remedy }) => `- ${says}. ${remedy}`),
    ),
    ...section('Errors', errorLines(rollout)),
    ...section('Stages', stageLines(rollout)),
    ...section('Last events', eventLines(events)),
    '',
    link,
  ].join('\n')
}
