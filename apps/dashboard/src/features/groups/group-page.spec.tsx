import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import {
  aGroup,
  aHistory,
  aRelease,
  aRevision,
  aStatus,
  OPERATOR,
  SAMPLE_TIME,
  VIEWER,
} from '../../testing/sample-fleet'
import { ChangeLines } from './change-lines'
import { GroupPage } from './group-page'
import { GroupTable } from './group-table'

const HISTORY = aHistory(
  aRevision(1, { release: 'go1.21.13', goodAt: SAMPLE_TIME, reason: 'first' }),
  aRevision(2, { current: true }),
)

interface Situation {
  readonly group?: ReturnType<typeof aGroup>
  readonly me?: typeof OPERATOR
  readonly status?: ReturnType<typeof aStatus>
}

function seed({ group = aGroup(), me = OPERATOR, status = aStatus() }: Situation = {}): Seed {
  return [
    [keys.me, me],
    [keys.status, status],
    [keys.group('build'), group],
    [keys.history('build'), HISTORY],
    [
      keys.releases,
      { source: 'x', syncedAt: null, releases: ['go1.23.5', 'go1.22.12'].map((name) => aRelease(name)) },
    ],
    [keys.hostList({ group: 'build', sort: 'name' }), { pages: [{ hosts: [], total: 0 }], pageParams: [0] }],
  ]
}

describe('the page of a group', () => {
  it('counts its hosts by state', () => {
    expect(words(<GroupPage name="build" />, seed())).toContain('3 hosts 2 in sync 1 drifted at revision 2')
  })

  it('fills the form with what the group wants', () => {
    const html = markup(<GroupPage name="build" />, seed())
    expect(html).toMatch(
      /list="known-releases"[^>]*value="go1.22.12"|value="go1.22.12"[^>]*list="known-releases"/,
    )
    expect(html).toContain('aria-label="Value of GOFLAGS"')
    expect(html).toContain('value="-trimpath"')
  })

  it('shows what a group says of GOTOOLCHAIN and its policy, each with its sentence', () => {
    const desired = {
      release: 'go1.22.12',
      settings: { GOTOOLCHAIN: 'local' },
      policy: { keep: 4, drainSeconds: 600 },
    }
    const said = words(<GroupPage name="build" />, seed({ group: aGroup({ desired }) }))
    expect(said).toContain('Builds run this Go only; one that asks for a newer Go is refused.')
    expect(said).toContain('Up to 10 min; an emergency rollback does not wait.')
    expect(words(<GroupPage name="build" />, seed())).toContain(
      'Empty: as many as the agent keeps by itself.',
    )
  })

  it('says what becomes of drift', () => {
    const desired = { release: 'go1.22.12', settings: {}, policy: { drift: 'correct' as const } }
    const html = markup(<GroupPage name="build" />, seed({ group: aGroup({ desired }) }))
    expect(html).toMatch(/<option[^>]*value="correct"[^>]*selected|<option[^>]*selected[^>]*value="correct"/)
    expect(html).toContain('Each host puts version, link, settings and bytes right by itself')
    expect(words(<GroupPage name="build" />, seed())).toContain('Hosts report it, and wait for a person.')
  })

  it('has nothing to review until something is changed', () => {
    expect(markup(<GroupPage name="build" />, seed())).toContain('title="nothing valid to change yet"')
  })

  it('can’t be changed by a viewer, nor while the fleet is frozen', () => {
    const freeze = { reason: 'builds break', by: 'ada', since: SAMPLE_TIME }
    const frozen = seed({ status: aStatus({ frozen: true, freeze }) })
    expect(words(<GroupPage name="build" />, frozen)).toContain('The fleet is frozen (builds break)')
    expect(words(<GroupPage name="build" />, seed({ me: VIEWER }))).toContain('This needs the role operator')
  })

  it('can be rolled out in stages instead of at once', () => {
    expect(words(<GroupPage name="build" />, seed())).toContain('Review change Roll out in stages')
    expect(words(<GroupPage name="build" />, seed())).toContain(
      'Fire drill one host goes back and forth again Run drill now',
    )
  })

  it('says when a rollout is under way in it', () => {
    const group = aGroup({ rollout: 'ro1' })
    expect(markup(<GroupPage name="build" />, seed({ group }))).toContain('href="/rollouts/ro1"')
  })

  it('has no form when the group manages nothing', () => {
    const group = aGroup({ managed: false, revision: null, desired: null })
    const said = words(<GroupPage name="build" />, seed({ group }))
    expect(said).toContain('This group manages nothing.')
    expect(said).not.toContain('Desired state')
  })

  it('shows a group before its first revision', () => {
    const said = words(<GroupPage name="build" />, seed({ group: aGroup({ revision: null, desired: null }) }))
    expect(said).toContain('Desired state nothing yet')
  })
})

describe('the history of a group', () => {
  it('has the newest first, which of them is current, and which were proved', () => {
    const said = words(<GroupPage name="build" />, seed()).split('History')[1] ?? ''
    expect(said).toMatch(/Revision 2 go1.22.12 Current .* Revision 1 go1.21.13 proved .* first/)
  })

  it('compares the two revisions of the address', () => {
    const said = words(<GroupPage name="build" />, seed(), '?diff=1..2').split('History')[1] ?? ''
    expect(said).toContain('removed − go1.21.13 added + go1.22.12')
    expect(words(<GroupPage name="build" />, seed())).toContain('Compare two revisions')
  })

  it('leads back to every revision but the current one', () => {
    const html = markup(<GroupPage name="build" />, seed())
    expect(html.match(/href="\/rollback\?scope=group%3Abuild&amp;target=1"/g)).toHaveLength(1)
    expect(html).not.toContain('target=2')
  })

  it('keeps the way back in sight of a viewer, with the reason', () => {
    const html = markup(<GroupPage name="build" />, seed({ me: VIEWER }))
    expect(html).not.toContain('href="/rollback')
    expect(html).toContain('Roll back to this')
  })
})

describe('ChangeLines', () => {
  it('says a change of what becomes of drift in words', () => {
    const changes = [{ name: 'policy.drift', before: 'report', after: 'correct' }]
    expect(words(<ChangeLines changes={changes} />)).toBe(
      'removed − reports drift added + puts drift right by itself',
    )
  })

  it('shows what goes before what comes, secrets masked', () => {
    const changes = [
      { name: 'Go', before: 'go1.22.12', after: 'go1.23.5' },
      { name: 'GOPROXY', before: null, after: 'https://u:p@proxy.example' },
      { name: 'GOFLAGS', before: '-v', after: null },
      { name: 'policy.keep', before: '4', after: '5' },
      { name: 'policy.drainSeconds', before: null, after: '600' },
    ]
    expect(words(<ChangeLines changes={changes} />)).toBe(
      'removed − go1.22.12 added + go1.23.5 added + GOPROXY=https://•••@proxy.example removed − GOFLAGS=-v removed − keeps 4 releases added + keeps 5 releases added + waits up to 10 min for running builds',
    )
  })
})

describe('the groups', () => {
  it('say what each wants and how its hosts are', () => {
    const rest = aGroup({ id: 'g0', name: 'rest', managed: false, revision: null, desired: null })
    const said = words(<GroupTable />, [[keys.groups, { groups: [aGroup(), rest] }]])
    expect(said).toContain('build go1.22.12 r2 GOFLAGS 3 hosts 2 in sync 1 drifted')
    expect(said).toContain('rest Manages nothing none')
  })

  it('say how to begin when there is none', () => {
    expect(words(<GroupTable />, [[keys.groups, { groups: [] }]])).toContain('No group yet.')
  })
})
