import type { AttentionItem, FleetStatus, GroupView } from '@goherd/protocol'
import { describeAge } from '../duration.js'
import type { Style } from '../output.js'
import { attentionCommand, attentionMark } from './attention.js'
import { cut } from './cut.js'
import { fitSections, type Section } from './fit-sections.js'
import { COUNT_OF, fleetBar, fleetLegend, STATE_ORDER } from './fleet-bar.js'
import { groupColumns } from './groups.js'
import { printable } from './printable.js'
import { type Column, renderTable } from './table.js'
import { wrap } from './wrap.js'

/** Everything that one screen shows of a fleet; also what `goherd status --json` prints. */
export interface StatusReport extends FleetStatus {
  /** The most urgent first. */
  readonly attention: readonly AttentionItem[]
  readonly byGroup: readonly GroupView[]
}

/** `2 of 3 hosts match. 1 drifted.` The first number is never rounded. */
export function statusSentence({
  hosts,
  unsupported,
  offlineLong,
}: Pick<FleetStatus, 'hosts' | 'unsupported' | 'offlineLong'>): string {
  if (hosts.total === 0) return 'No host is enrolled yet.'
  const rest = STATE_ORDER.filter((state) => state !== 'in-sync' && hosts[COUNT_OF[state]] > 0).map(
    (state) => `${hosts[COUNT_OF[state]]} ${state}`,
  )
  if (unsupported > 0) rest.push(`${unsupported} on an unsupported Go`)
  if (offlineLong > 0) rest.push(`${offlineLong} not heard of for over an hour`)
  const match = `${hosts.inSync} of ${hosts.total} ${hosts.total === 1 ? 'host matches' : 'hosts match'}.`
  return rest.length === 0 ? match : `${match} ${rest.join(', ')}.`
}

const WIDEST_BAR = 100

function headLines(status: FleetStatus, style: Style): string[] {
  const { palette, width, now } = style
  const lines = wrap(statusSentence(status).split(' '), ' ', width).map(palette.strong)
  if (status.hosts.total === 0) lines.push('Let one in: goherd enroll token create --group NAME')
  else {
    lines.push(fleetBar(status.hosts, palette, Math.min(WIDEST_BAR, width ?? WIDEST_BAR)))
    lines.push(...wrap(fleetLegend(status.hosts, palette), '   ', width))
  }
  if (status.freeze) {
    const { reason, by, since } = status.freeze
    const text = `FROZEN by ${printable(by)} ${describeAge(since, now)}: ${printable(reason)}. Lift it: goherd lift`
    lines.push(...wrap(text.split(' '), ' ', width).map(palette.attention))
  }
  for (const id of status.runningRollbacks)
    lines.push(
      palette.busy(`rollback ${printable(id)} is running: goherd rollback get ${printable(id)} --wait`),
    )
  return lines
}

function attentionSection(items: readonly AttentionItem[], style: Style): Section {
  const { palette } = style
  const columns: readonly Column<AttentionItem>[] = [
    { title: '', text: ({ kind }) => `  ${attentionMark(kind, palette).icon}` },
    {
      title: '',
      text: ({ says }) => says,
      paint: ({ kind }) => attentionMark(kind, palette).tone,
      flexible: true,
    },
    { title: '', text: ({ since }) => (since === null ? '' : describeAge(since, style.now)) },
    { title: '', text: attentionCommand, paint: () => palette.quiet, flexible: true },
  ]
  const [, ...lines] = items.length === 0 ? [] : renderTable(columns, items, style).split('\n')
  return { title: palette.strong('Needs attention'), head: [], lines, rest: 'a taller terminal, or --json' }
}

function rolloutSection({ runningRollouts }: FleetStatus, { palette, width }: Style): Section {
  const lines = runningRollouts.map(({ id, sentence, paused }) => {
    const text = cut(`  rollout ${printable(id)}: ${printable(sentence)}`, width)
    return paused ? palette.attention(text) : palette.busy(text)
  })
  return { title: palette.strong('Running rollouts'), head: [], lines, rest: 'goherd rollout ls' }
}

type ReleaseCount = FleetStatus['releases'][number]

function releaseSection({ releases }: FleetStatus, style: Style): Section {
  const columns: readonly Column<ReleaseCount>[] = [
    { title: '  RELEASE', text: (r) => `  ${r.release}` },
    { title: 'HOSTS', text: (r) => String(r.hosts), align: 'right' },
    { title: 'WANTED', text: (r) => (r.wanted ? 'yes' : '') },
    {
      title: 'SUPPORT',
      text: (r) => r.support,
      paint: (r) => (r.support === 'unsupported' ? style.palette.attention : undefined),
    },
  ]
  return tableSection('Releases', renderTable(columns, releases, style), style, 'goherd releases ls')
}

function groupSection(groups: readonly GroupView[], style: Style): Section {
  return tableSection('Groups', renderTable(groupColumns('  '), groups, style), style, 'goherd groups ls')
}

function tableSection(title: string, table: string, { palette }: Style, rest: string): Section {
  const [head = '', ...lines] = table.split('\n')
  return { title: palette.strong(title), head: [head], lines, rest }
}

/** The fleet at a glance: one screen, fitted to the width and height of the terminal. */
export function statusText(report: StatusReport, style: Style): string {
  const head = headLines(report, style)
  const sections = [
    attentionSection(report.attention, style),
    rolloutSection(report, style),
    releaseSection(report, style),
    groupSection(report.byGroup, style),
  ]
  // The prompt, or the line that says it is watched, has the last row.
  const rows = style.height === undefined ? undefined : style.height - 1 - head.length
  return [...head, ...fitSections(sections, rows)].join('\n')
}
