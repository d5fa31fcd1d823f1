import { compareReleaseNames, isReleaseVersion, languageLine, parseGoVersion } from '@goherd/model'

/** One desired state that a group is given. */
export interface Step {
  readonly go: string
  readonly settings: Readonly<Record<string, string>>
  readonly reason: string
}

/** A group of the demo: its part of the hosts in percent, and what it is given one after the other. */
export interface GroupPlot {
  readonly name: string
  readonly share: number
  readonly steps: readonly Step[]
}

/** go.env, through which settings reach a release, exists from here on. */
const OLDEST_MINOR = 21

/** The newest patch of each language line that the demo can use, oldest line first. */
export function demoReleases(catalogue: readonly string[]): string[] {
  const newest = new Map<string, string>()
  for (const release of [...catalogue].sort((a, b) => compareReleaseNames(b, a))) {
    const version = parseGoVersion(release)
    if (version === undefined || version.pre !== undefined || version.minor < OLDEST_MINOR) continue
    if (!isReleaseVersion(version)) continue
    newest.set(languageLine(version), release)
  }
  return [...newest.values()]
}

const LOCAL = { GOTOOLCHAIN: 'local' }
const PROXY = { ...LOCAL, GOPROXY: 'https://proxy.example.com,direct' }

/**
 * The groups, from releases oldest first: most hosts want the middle one and have been on an older one, so that there is a way
 * forward to try and a way back. `prefix` keeps them apart from groups that a server has already.
 */
export function plotGroups(releases: readonly string[], prefix = ''): GroupPlot[] {
  const [oldest = '', ...rest] = releases.slice(-3)
  const middle = rest[0] ?? oldest
  const newest = rest[1] ?? middle
  const first = (go: string, settings: Step['settings'] = LOCAL): Step => ({
    go,
    settings,
    reason: 'where it was',
  })
  const groups: GroupPlot[] = [
    {
      name: 'build',
      share: 44,
      steps: [first(oldest), { go: middle, settings: LOCAL, reason: 'security patch' }],
    },
    {
      name: 'ci',
      share: 26,
      steps: [first(oldest, PROXY), { go: middle, settings: PROXY, reason: 'as the build hosts' }],
    },
    { name: 'release', share: 10, steps: [first(middle, { ...LOCAL, GOFLAGS: '-trimpath' })] },
    { name: 'edge', share: 12, steps: [first(oldest)] },
    {
      name: 'canary',
      share: 3,
      steps: [first(middle), { go: newest, settings: LOCAL, reason: 'tries what comes' }],
    },
  ]
  return groups.map((group) => ({ ...group, name: `${prefix}${group.name}` }))
}
