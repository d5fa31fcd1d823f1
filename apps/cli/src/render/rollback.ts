import type { RollbackPlan, RollbackView } from '@goherd/protocol'
import { describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'

const GROUP_COLUMNS: readonly Column<RollbackPlan['groups'][number]>[] = [
  { title: 'GROUP', text: (g) => g.group, flexible: true },
  { title: 'HOSTS', text: (g) => String(g.hosts), align: 'right' },
  { title: 'FROM', text: (g) => `${g.from.release} (r${g.from.revision})` },
  { title: 'TO', text: (g) => `${g.to.release} (r${g.to.revision})` },
  { title: 'WHY', text: (g) => g.note, flexible: true },
]

const HOST_COLUMNS: readonly Column<RollbackPlan['cannot'][number]>[] = [
  { title: 'HOST', text: (h) => h.name, flexible: true },
  { title: 'FROM', text: (h) => h.from ?? '–' },
  { title: 'TO', text: (h) => h.to },
  { title: 'WHY', text: (h) => h.note, flexible: true },
]

/**
 * What a rollback would do: groups, counts, and by name those who need a person's eye.
 * @param recall as it was asked for; undefined: as the server does by default
 */
export function planText(plan: RollbackPlan, style: Style, recall?: boolean): string {
  const { palette } = style
  const counts = [`${plan.willChange.length} will change`, `${plan.already.length} already there`]
  if (plan.offline.length > 0) counts.push(`${plan.offline.length} offline, first thing when back`)
  if (plan.cannot.length > 0) counts.push(`${plan.cannot.length} cannot`)
  const parts = [
    renderTable(GROUP_COLUMNS, plan.groups, style),
    `${plan.hosts} ${plan.hosts === 1 ? 'host' : 'hosts'}: ${counts.join(' · ')}`,
    `${plan.bytesOnHost} of ${plan.willChange.length} have the release on their own disk.`,
  ]
  if (plan.cannot.length > 0) {
    parts.push(palette.bad('These cannot:'), renderTable(HOST_COLUMNS, plan.cannot, style))
  }
  for (const { rollout, says } of plan.stops) {
    parts.push(palette.attention(`stops rollout ${printable(rollout)}: ${printable(says)}`))
  }
  if (plan.recalls.length > 0) parts.push(recallText(plan, recall ?? plan.scope.kind === 'fleet'))
  if (plan.freezes) parts.push('The fleet is frozen afterwards, until somebody lifts it.')
  return parts.join('\n')
}

function recallText({ recalls }: RollbackPlan, isRecalled: boolean): string {
  const releases = printable(recalls.join(', '))
  return isRecalled
    ? `Recalled, so that it does not come back by itself: ${releases}. --no-recall leaves that out.`
    : `Not recalled, and may come back: ${releases}. --recall does it.`
}

/** One line of progress: `2 of 3 hosts proved · 1 working · 0 failed`. Truncated, never rounded up. */
export function rollbackProgress(view: RollbackView, bar: boolean): string {
  const counts = [`${view.proved} of ${view.hosts} hosts proved`, `${view.pending.length} working`]
  if (view.failed.length > 0) counts.push(`${view.failed.length} failed`)
  if (view.debt.length > 0) counts.push(`${view.debt.length} offline`)
  return `${bar ? `${progressBar(view.proved, view.hosts)} ` : ''}${counts.join(' · ')}`
}

/** Twenty cells; full only when everything is done. */
export function progressBar(done: number, total: number): string {
  const cells = total === 0 ? 0 : Math.floor((done / total) * 20)
  return `${'█'.repeat(cells)}${'░'.repeat(20 - cells)}`
}

const HEADLINES: Readonly<
  Record<RollbackView['state'], { readonly word: string; readonly tone: keyof Palette }>
> = {
  running: { word: 'RUNNING', tone: 'busy' },
  complete: { word: 'COMPLETE', tone: 'good' },
  incomplete: { word: 'INCOMPLETE', tone: 'bad' },
  superseded: { word: 'SUPERSEDED', tone: 'attention' },
}

const REASON_COLUMNS: readonly Column<{ readonly host: string; readonly reason: string }>[] = [
  { title: 'HOST', text: (h) => h.host, flexible: true },
  { title: 'WHY', text: (h) => h.reason, flexible: true },
]

/** How a rollback stands or ended. */
export function rollbackText(view: RollbackView, style: Style): string {
  const { palette } = style
  const { word, tone } = HEADLINES[view.state]
  const took =
    view.finishedAt === null
      ? ''
      : ` in ${describeDuration(Date.parse(view.finishedAt) - Date.parse(view.startedAt))}`
  const parts = [
    `${palette[tone](word)}  ${view.proved} of ${view.hosts} hosts proved by digest${took}`,
    `  rollback ${printable(view.id)}`,
    ...view.groups.map(
      (g) =>
        `  ${printable(g.group)}: ${g.from.release} (r${g.from.revision}) → ${g.to.release} (r${g.to.revision})`,
    ),
  ]
  if (view.failed.length > 0)
    parts.push(palette.bad('Failed:'), renderTable(REASON_COLUMNS, view.failed, style))
  if (view.debt.length > 0) {
    parts.push(
      palette.attention('Owed, first thing when they are back:'),
      renderTable(REASON_COLUMNS, view.debt, style),
    )
  }
  if (view.pending.length > 0) parts.push(`Not proved yet: ${printable(view.pending.join(', '))}`)
  return parts.join('\n')
}
