import { seededRandom } from '@goherd/testkit'
import type { GroupPlot } from './plot.js'

/** What is wrong with a host, or will be. */
export const TROUBLES = [
  'none',
  'edited-link',
  'edited-settings',
  'shadowed-go',
  'changed-bytes',
  'disk-full',
  'bad-digest',
  'flapping',
  'offline',
  /** The newest release does not work on it: a rollout there halts. */
  'newest-breaks',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** Of a thousand hosts; where there are at least 30, each trouble has one. */
const PER_MILLE: readonly (readonly [Exclude<Trouble, 'none'>, number])[] = [
  ['edited-link', 12],
  ['edited-settings', 9],
  ['shadowed-go', 7],
  ['changed-bytes', 3],
  ['disk-full', 4],
  ['bad-digest', 2],
  ['flapping', 10],
  ['offline', 12],
  ['newest-breaks', 40],
]
const FEW = 30
const RACK_SIZE = 40
const PEOPLE = ['core', 'mobile', 'data', 'infra', 'games', 'search']
const ENVIRONMENTS = ['prod', 'prod', 'prod', 'staging', 'dev']
const DISTRIBUTIONS = ['Debian GNU/Linux 12', 'Ubuntu 24.04.1 LTS', 'Rocky Linux 9.5', 'Alpine Linux 3.20']

/** One simulated host: who it is, where it belongs, and what is wrong with it. */
export interface Member {
  readonly name: string
  readonly group: string
  readonly platform: string
  readonly distribution: string
  readonly cpus: number
  readonly labels: Readonly<Record<string, string>>
  readonly trouble: Trouble
}

/** What the fleet is cast for. */
export interface Casting {
  readonly hosts: number
  readonly seed: number
  readonly groups: readonly GroupPlot[]
  /** The group that manages nothing, and takes whoever is left. */
  readonly catchAll: string
  /** Platforms that the releases have archives for; hosts of others are not managed. */
  readonly platforms: readonly string[]
  /** Before each host's name, so that two fleets on one server do not meet. */
  readonly prefix: string
}

/** Casts a fleet. The same casting gives the same fleet. Pure. */
export function castFleet({ hosts, seed, groups, catchAll, platforms, prefix }: Casting): Member[] {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[], fallback: T): T =>
    items[Math.floor(random() * items.length)] ?? fallback
  const troubles = drawTroubles(hosts, random)
  const counts = new Map<string, number>()
  return Array.from({ length: hosts }, (_, index) => {
    const group = groupOf(index, groups) ?? catchAll
    const number = (counts.get(group) ?? 0) + 1
    counts.set(group, number)
    const isManaged = group !== catchAll
    const noun = group.replace(/^.*-/, '')
    return {
      name: `${prefix}${noun}-${String(number).padStart(4, '0')}`,
      group,
      platform: isManaged ? platformOf(platforms, random()) : pick(ELSEWHERE, 'linux/arm64'),
      distribution: pick(DISTRIBUTIONS, ''),
      cpus: pick([4, 8, 16, 32, 64], 8),
      labels: {
        env: pick(ENVIRONMENTS, 'prod'),
        team: pick(PEOPLE, 'core'),
        rack: `r${String(Math.floor(index / RACK_SIZE) + 1).padStart(2, '0')}`,
      },
      trouble: isManaged ? (troubles[index] ?? 'none') : 'none',
    }
  })
}

const ELSEWHERE = ['linux/arm64', 'darwin/arm64', 'windows/amd64'] as const

/** Groups take turns in proportion to their shares, so that every rack has hosts of each; undefined is left over. */
function groupOf(index: number, groups: readonly GroupPlot[]): string | undefined {
  // 37 and 100 have no common divisor: a hundred hosts in a row meet each of a hundred places once.
  let place = (index * 37) % 100
  for (const { name, share } of groups) {
    if (place < share) return name
    place -= share
  }
  return undefined
}

/** Four fifths on the usual platform, the rest on the others. */
function platformOf(platforms: readonly string[], drawn: number): string {
  const [first = 'linux/amd64', ...others] = platforms
  if (drawn < 0.8 || others.length === 0) return first
  return others[Math.floor(((drawn - 0.8) / 0.2) * others.length)] ?? first
}

function drawTroubles(hosts: number, random: () => number): Trouble[] {
  const order = Array.from({ length: hosts }, (_, index) => ({ index, at: random() })).sort(
    (a, b) => a.at - b.at,
  )
  const troubles: Trouble[] = new Array<Trouble>(hosts).fill('none')
  let next = 0
  for (const [trouble, perMille] of PER_MILLE) {
    const count = Math.max(hosts >= FEW ? 1 : 0, Math.round((hosts * perMille) / 1000))
    for (const { index } of order.slice(next, next + count)) troubles[index] = trouble
    next += count
  }
  return troubles
}
