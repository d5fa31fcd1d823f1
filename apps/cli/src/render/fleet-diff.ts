import type { AppliedFleet, FleetDiff } from '@goherd/protocol'
import type { Style } from '../output.js'
import { hostsWord } from './hosts-word.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

type Change = FleetDiff['changes'][number]

const LOOK: Readonly<
  Record<Change['kind'], { readonly sign: string; readonly tone: keyof Palette; readonly word: string }>
> = {
  create: { sign: '+', tone: 'good', word: 'made, and set' },
  set: { sign: '~', tone: 'attention', word: 'set at once' },
  rollout: { sign: '~', tone: 'attention', word: 'rolled out in stages' },
  windows: { sign: '~', tone: 'attention', word: 'other windows' },
  drill: { sign: '~', tone: 'attention', word: 'other drills' },
  unchanged: { sign: '=', tone: 'quiet', word: 'as it is' },
  cannot: { sign: '✗', tone: 'bad', word: 'cannot' },
}

/** What a fleet file changes: a block for each group. */
export function fleetDiffText(
  { changes, hosts }: Pick<FleetDiff, 'changes' | 'hosts'>,
  { palette }: Style,
): string {
  const blocks = changes.map(({ group, kind, hosts: count, lines, says }) => {
    const { sign, tone, word } = LOOK[kind]
    const why = says === '' ? '' : `: ${printable(says)}`
    const head = palette[tone](`${sign} ${printable(group)} (${hostsWord(count)}): ${word}${why}`)
    return [head, ...lines.map((line) => `    ${printable(line)}`)].join('\n')
  })
  const last = hosts === 0 ? 'No host would change.' : `${hostsWord(hosts)} would change.`
  return [...blocks, last].join('\n')
}

/** What applying a fleet file came to. */
export function appliedText({ changes }: AppliedFleet, { palette }: Style): string {
  return changes
    .map((change) => {
      const { sign, tone } = LOOK[change.kind]
      return palette[tone](printable(`${sign} ${change.group}: ${cameTo(change)}`))
    })
    .join('\n')
}

function cameTo({ kind, says, revision, rollout }: AppliedFleet['changes'][number]): string {
  if (rollout !== null) return `rollout ${rollout} is under way: goherd rollout watch ${rollout}`
  if (revision !== null) return `revision ${revision}`
  return says === '' ? LOOK[kind].word : says
}
