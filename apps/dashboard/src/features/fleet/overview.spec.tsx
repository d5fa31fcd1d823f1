import type { AttentionItem } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import {
  aGroup,
  aHost,
  aHostList,
  aRelease,
  aStatus,
  OPERATOR,
  SAMPLE_TIME,
  VIEWER,
} from '../../testing/sample-fleet'
import { aRollout } from '../../testing/sample-rollouts'
import { FleetBanners } from './fleet-banners'
import { FreezeButton } from './freeze-button'
import { Overview } from './overview'

const EMPTY = aStatus({
  hosts: { total: 0, inSync: 0, drifted: 0, updating: 0, offline: 0, failed: 0, unmanaged: 0 },
  releases: [],
})

const TROUBLED = aStatus({
  hosts: { total: 4, inSync: 1, drifted: 1, updating: 0, offline: 1, failed: 1, unmanaged: 0 },
  unsupported: 1,
  releases: [
    { release: 'go1.23.5', hosts: 1, wanted: true, support: 'newer-patch' },
    { release: 'go1.21.13', hosts: 3, wanted: false, support: 'unsupported' },
  ],
})

function list(...hosts: Parameters<typeof aHostList>) {
  return { pages: [aHostList(...hosts)], pageParams: [0] }
}

const RECALL = {
  ...{ release: 'go1.21.13', reason: 'breaks cgo', by: 'ada', since: SAMPLE_TIME },
  ...{ expiresAt: null, digests: [] },
}

const ATTENTION: AttentionItem[] = [
  {
    ...{ kind: 'failed', id: 'failed:disk_full', says: '12 hosts: disk full', hint: 'Free some space.' },
    ...{ hosts: 12, q: 'error:disk_full', link: null, since: SAMPLE_TIME },
  },
  {
    ...{ kind: 'rollout-waiting', id: 'rollout:ro1', says: 'a rollout waits for approval', hint: null },
    ...{ hosts: null, q: null, link: { kind: 'rollout', id: 'ro1' }, since: null },
  },
]

const SEED: Seed = [
  [keys.me, OPERATOR],
  [keys.status, TROUBLED],
  [keys.hostList({ limit: 12 }), list(aHost({ name: 'ci-d', state: 'drifted' }), aHost({ name: 'ci-f' }))],
  [keys.attention, { items: ATTENTION }],
  [keys.rollouts, { rollouts: [aRollout({ state: 'finished', outcome: 'completed' }), aRollout()] }],
  [
    keys.releases,
    { releases: [aRelease('go1.21.13', { recall: RECALL })], source: 'go.dev', syncedAt: null },
  ],
]

describe('the overview', () => {
  it('shows what it waits for', () => {
    expect(markup(<Overview />)).toContain('aria-label="Loading the fleet"')
  })

  it('says in a sentence how the fleet is', () => {
    expect(words(<Overview />, SEED)).toContain(
      '1 of 4 hosts matches. 1 failed, 1 drifted, 1 runs an unsupported Go, 1 offline.',
    )
  })

  it('names what needs a person, the most urgent first, each with a hint and a way there', () => {
    const said = words(<Overview />, SEED).split('Needs attention')[1] ?? ''
    expect(said).toMatch(
      /^ Failed since .* 12 hosts: disk full Free some space\. Rollout waits a rollout waits/,
    )
    const html = markup(<Overview />, SEED)
    expect(html).toContain('href="/hosts?q=error%3Adisk_full"')
    expect(html).toContain('href="/rollouts/ro1"')
  })

  it('says that nothing needs a person, and sums up when much does', () => {
    const seed = (items: readonly AttentionItem[]): Seed => [
      ...SEED.filter(([key]) => key !== keys.attention),
      [keys.attention, { items }],
    ]
    expect(words(<Overview />, seed([]))).toContain('Nothing does.')
    const many = ['a', 'b', 'c', 'd'].flatMap((n) => ATTENTION.map((item) => ({ ...item, id: item.id + n })))
    expect(words(<Overview />, seed(many))).toContain('Show 2 more')
  })

  it('shows the rollouts that run, with their bars, and none that is over', () => {
    const html = markup(<Overview />, SEED)
    expect(html.match(/aria-label="Stages of/g)).toHaveLength(1)
    expect(words(<Overview />, SEED)).toContain('Stage 2 of 3 · updating · 2 hosts on the way.')
  })

  it('badges the releases', () => {
    const said = words(<Overview />, SEED)
    expect(said).toContain('go1.23.5 Target Newer patch 1 host')
    expect(said).toContain('go1.21.13 Unsupported Recalled 3 hosts')
    expect(markup(<Overview />, SEED)).toContain('href="/hosts?q=go%3Ago1.21.13"')
  })

  it('shows a small fleet host by host, a large one as a map', () => {
    expect(markup(<Overview />, SEED)).toContain('<section aria-label="Hosts"')
    const large = aStatus({ hosts: { ...TROUBLED.hosts, total: 13 } })
    const seed = SEED.map(([key, data]) => [key, key === keys.status ? large : data] as const)
    expect(markup(<Overview />, seed)).not.toContain('<section aria-label="Hosts"')
    expect(markup(<Overview />, seed)).toContain('<section aria-label="Host map"')
  })

  it('draws a segment for each state that has hosts', () => {
    const html = markup(<Overview />, SEED)
    const legend = /<ul aria-label="Hosts by state".*?<\/ul>/.exec(html)?.[0] ?? ''
    expect(legend.match(/<li>/g)).toHaveLength(4)
    expect(legend).not.toContain('Updating')
  })
})

describe('an empty fleet', () => {
  const seed = (me: typeof OPERATOR): Seed => [
    [keys.me, me],
    [keys.status, EMPTY],
    [keys.groups, { groups: [aGroup({ name: 'rest', managed: false }), aGroup()] }],
  ]

  it('says how to bring the first host in, and waits for it', () => {
    const said = words(<Overview />, seed(OPERATOR))
    expect(said).toContain('No host is enrolled yet.')
    expect(said).toContain('Waiting for the first host…')
  })

  it('offers managed groups first', () => {
    const said = words(<Overview />, seed(OPERATOR))
    expect(said.indexOf('build')).toBeLessThan(said.indexOf('rest (manages nothing)'))
  })

  it('tells a viewer why they can’t', () => {
    expect(markup(<Overview />, seed(VIEWER))).toContain(
      'title="this needs the role operator, you are viewer',
    )
  })
})

describe('the banners', () => {
  it('are silent when nothing runs and nothing is frozen', () => {
    expect(words(<FleetBanners />, [[keys.status, aStatus()]])).toBe('')
  })

  it('lead to a rollback that runs', () => {
    const html = markup(<FleetBanners />, [[keys.status, aStatus({ runningRollbacks: ['rb1'] })]])
    expect(html).toContain('href="/rollback/rb1"')
  })

  it('say who froze the fleet and why, and let it be lifted', () => {
    const freeze = { reason: 'builds break', by: 'Grace', since: SAMPLE_TIME }
    const seed = (me: typeof OPERATOR): Seed => [
      [keys.me, me],
      [keys.status, aStatus({ frozen: true, freeze })],
    ]
    expect(words(<FleetBanners />, seed(OPERATOR))).toMatch(
      /The fleet is frozen. Builds break. By Grace, .* Lift freeze/,
    )
    expect(markup(<FleetBanners />, seed(OPERATOR))).not.toContain('aria-disabled=')
    expect(markup(<FleetBanners />, seed(VIEWER))).toContain('aria-disabled="true"')
  })
})

describe('the banners of rollouts', () => {
  const banners = (...runningRollouts: { id: string; sentence: string; paused: boolean }[]): Seed => [
    [keys.status, aStatus({ runningRollouts })],
  ]
  const running = { id: 'ro1', sentence: 'Stage 2 of 3 · updating', paused: false }
  const paused = { id: 'ro2', sentence: 'Stage 1 of 3 · paused: 1 host failed, 0 may', paused: true }

  it('lead to each, those that are paused first', () => {
    const html = markup(<FleetBanners />, banners(running, paused))
    expect(html.indexOf('aria-label="Rollout paused"')).toBeLessThan(
      html.indexOf('aria-label="Rollout running"'),
    )
    expect(html).toContain('href="/rollouts/ro2"')
    expect(words(<FleetBanners />, banners(running, paused))).toBe(
      'A rollout is paused. Stage 1 of 3 · paused: 1 host failed, 0 may. Look at it A rollout is under way. Stage 2 of 3 · updating. Watch it',
    )
  })

  it('sum up more than two', () => {
    const html = markup(
      <FleetBanners />,
      banners(running, paused, { ...running, id: 'ro3' }, { ...running, id: 'ro4' }),
    )
    expect(html.match(/<section/g)).toHaveLength(2)
    expect(html).toContain('2 more rollouts are under way')
  })
})

describe('the freeze button', () => {
  const freeze = { reason: 'builds break', by: 'Grace', since: SAMPLE_TIME }

  it('freezes, or lifts while the fleet is frozen', () => {
    expect(
      words(<FreezeButton />, [
        [keys.me, OPERATOR],
        [keys.status, aStatus()],
      ]),
    ).toBe('Freeze fleet')
    const frozen: Seed = [
      [keys.me, OPERATOR],
      [keys.status, aStatus({ frozen: true, freeze })],
    ]
    expect(words(<FreezeButton />, frozen)).toBe('Lift freeze')
  })

  it('is refused to a viewer, in sight', () => {
    expect(
      markup(<FreezeButton />, [
        [keys.me, VIEWER],
        [keys.status, aStatus()],
      ]),
    ).toContain('this needs the role operator')
  })
})
