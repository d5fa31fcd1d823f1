import type { RolloutPlan } from '@goherd/protocol'
import { describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import { hostsWord } from './hosts-word.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'

type Stage = RolloutPlan['stages'][number] & { readonly stage: number }

/** Names shown of a stage, and notes shown in all. */
const NAMES = 8
const NOTES = 10

const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([what, hosts]) => `${hosts} ${what}`)
    .join(', ')

function columnsOf({ spec }: RolloutPlan): readonly Column<Stage>[] {
  return [
    { title: 'STAGE', text: (s) => String(s.stage), align: 'right' },
    { title: 'SIZE', text: (s) => String(s.size), align: 'right' },
    { title: 'HOSTS', text: (s) => String(s.hosts), align: 'right' },
    { title: 'PLATFORMS', text: (s) => counted(s.platforms), flexible: true },
    ...(spec.spreadBy === null
      ? []
      : [{ title: spec.spreadBy.toUpperCase(), text: (s: Stage) => counted(s.spread), flexible: true }]),
    { title: 'THEN', text: (s) => afterStage(spec.stages[s.stage - 1]), flexible: true },
    { title: 'WHO', text: whoOf, flexible: true },
  ]
}

function whoOf({ names, hosts }: Stage): string {
  return `${names.slice(0, NAMES).join(' ')}${hosts > NAMES ? ' …' : ''}`
}

/** What has to be before the next stage. A stage that was added to the ones asked for has nothing of its own. */
function afterStage(stage: RolloutPlan['spec']['stages'][number] | undefined): string {
  if (stage === undefined) return ''
  const { soakSeconds, gates, approvals } = stage
  return [
    soakSeconds > 0 ? `soak ${describeDuration(soakSeconds * 1000)}` : '',
    ...gates.map((gate) => `gate ${gate}`),
    approvals > 0 ? `${approvals} ${approvals === 1 ? 'approval' : 'approvals'}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function moveText({ group, hosts, from, to }: RolloutPlan['groups'][number], palette: Palette): string {
  const move = `${from.release ?? 'nothing'} → ${to.release ?? 'nothing'}`
  const settings = Object.entries(to.settings).map(([name, value]) => `${name}=${value}`)
  const shown = settings.length === 0 ? '' : ` with ${settings.join(' ')}`
  return `${palette.strong(printable(group))}: ${printable(`${move}${shown}`)} on ${hostsWord(hosts)}`
}

/** What a rollout would do. */
export function rolloutPlanText(plan: RolloutPlan, style: Style): string {
  const { palette } = style
  const stages = plan.stages.map((stage, n) => ({ ...stage, stage: n + 1 }))
  return [
    ...plan.groups.map((group) => moveText(group, palette)),
    ...(plan.resolved ? [palette.quiet(`${plan.resolved.asked} is ${plan.resolved.release}`)] : []),
    '',
    renderTable(columnsOf(plan), stages, style),
    '',
    costText(plan),
    ...remarks(plan, palette),
    palette.quiet(`plan ${plan.hash}`),
  ].join('\n')
}

function costText({ download, canGoBack, hosts, atLeastSeconds }: RolloutPlan): string {
  const loads =
    download.hosts === 0
      ? 'Nobody has to download anything'
      : `${hostsWord(download.hosts)} will download ${Math.ceil(download.bytes / 1e6)} MB in all`
  const takes =
    atLeastSeconds === 0 ? '' : ` It takes at least ${describeDuration(atLeastSeconds * 1000)} of soaking.`
  return `${loads}; ${canGoBack} of ${hosts} could go back without a download.${takes}`
}

function remarks(plan: RolloutPlan, palette: Palette): string[] {
  const more = plan.notes.length - NOTES
  return [
    ...plan.notes
      .slice(0, NOTES)
      .map(({ host, says }) => `${palette.attention('note')}: ${printable(`${host}: ${says}`)}`),
    ...(more > 0 ? [palette.quiet(`and ${more} more; --json has them all`)] : []),
    ...plan.conflicts.map(({ says }) => `${palette.bad('conflict')}: ${printable(says)}`),
    ...plan.warnings.map((warning) => `${palette.attention('warning')}: ${printable(warning)}`),
  ]
}
