import type { RolloutView } from '@goherd/protocol'
import { describeAge, describeDuration } from '../duration.js'
import type { Style } from '../output.js'
import { hostsWord } from './hosts-word.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { stageLines } from './rollout-stages.js'
import { type Column, renderFields, renderTable } from './table.js'

const LIST: readonly Column<RolloutView>[] = [
  { title: 'ID', text: (r) => r.id },
  { title: 'GROUPS', text: (r) => r.groups.map(({ group }) => group).join(', '), flexible: true },
  { title: 'TO', text: (r) => [...new Set(r.groups.map(({ to }) => to.release ?? '–'))].join(', ') },
  { title: 'PROVED', text: (r) => `${r.counts.done}/${r.hosts}`, align: 'right' },
  { title: 'WHERE IT STANDS', text: (r) => r.sentence, flexible: true },
  { title: 'BY', text: (r) => r.actor, flexible: true },
]

/** Rollouts as a table, in the order given. */
export function rolloutsTable(rollouts: readonly RolloutView[], style: Style): string {
  if (rollouts.length === 0) return 'No rollout yet. Plan one: goherd rollout plan --group NAME --go 1.23'
  return renderTable(LIST, rollouts, style)
}

const BAR = 24

/** The stages as one bar: each as wide as its share of hosts, at least one cell; full cells are proved hosts. */
export function stageBar({ stages, hosts }: Pick<RolloutView, 'stages' | 'hosts'>, palette: Palette): string {
  return stages
    .map(({ hosts: size, counts, state }) => {
      const cells = Math.max(1, Math.round((size / Math.max(1, hosts)) * BAR))
      // Truncated, never rounded: a stage is full when all of it is there.
      const full = size === 0 ? (state === 'done' ? cells : 0) : Math.floor((counts.done / size) * cells)
      const tone = { waiting: 'quiet', current: 'busy', done: 'good', reverted: 'attention' } as const
      return palette[tone[state]]('█'.repeat(full) + '░'.repeat(cells - full))
    })
    .join('│')
}

/** How a rollout stands: one screen. What ended badly comes first. */
export function rolloutText(view: RolloutView, style: Style): string {
  const { palette } = style
  return [
    headText(view, style),
    '',
    sentenceText(view, style),
    `${stageBar(view, palette)} ${view.counts.done} of ${view.hosts} proved`,
    ...view.pauses.flatMap(({ says, remedy }) => [
      `${palette.attention('paused')}: ${printable(says)}`,
      palette.quiet(`  ${printable(remedy)}`),
    ]),
    ...view.errors.map((error) => errorText(error, palette)),
    ...view.stages.flatMap((stage) => stageLines(stage, style)),
  ].join('\n')
}

function headText({ id, groups, reason, actor, createdAt }: RolloutView, { palette, now }: Style): string {
  const moves = groups.map(({ group, from, to }) => `${group} ${from.release ?? '–'} → ${to.release ?? '–'}`)
  return renderFields(
    [
      ['rollout', palette.strong(printable(id))],
      ['groups', printable(moves.join(', '))],
      ['why', printable(reason)],
      ['by', printable(`${actor}, ${describeAge(createdAt, now)}`)],
    ],
    palette,
  )
}

function sentenceText(view: RolloutView, { palette, now }: Style): string {
  const { outcome, pauses, wakeAt, sentence } = view
  const left = wakeAt === null ? 0 : Date.parse(wakeAt) - now
  const until = left > 0 && outcome === null ? ` · in ${describeDuration(left)}` : ''
  const isBad = outcome === null ? pauses.length > 0 : outcome !== 'completed'
  const tone = isBad ? palette.bad : outcome === 'completed' ? palette.good : palette.busy
  return `${tone(printable(sentence))}${palette.quiet(until)}`
}

function errorText({ message, hosts, names, code }: RolloutView['errors'][number], palette: Palette): string {
  const shown = names.slice(0, 5).join(', ')
  const who = palette.quiet(printable(`(${shown}${hosts > 5 ? ', …' : ''})`))
  return `${palette.bad(hostsWord(hosts))}: ${printable(`${code}: ${message}`)} ${who}`
}

/** What an abort does to hosts that have not begun, are on their way, and are done. */
export function abortText({ counts, hosts }: RolloutView, what: 'keep' | 'revert'): string {
  const { waiting, debt, updating } = counts
  const touched = hosts - waiting - debt - counts.left
  const keep = [
    `${hostsWord(waiting + debt)} not begun: stay as they are.`,
    `${hostsWord(updating)} on the way: finish.`,
    `${hostsWord(touched - updating)} done or ended badly: stay as they are, although the group keeps its old revision.`,
  ]
  const revert = [
    `${hostsWord(waiting + debt)} not begun: stay as they are.`,
    `${hostsWord(touched)} begun or done: go back to what they had, from their own disk where they can.`,
  ]
  return (what === 'keep' ? keep : revert).join('\n')
}
