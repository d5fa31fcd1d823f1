import type { RolloutPlan } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../../live/query-keys'
import { markup, type Seed, words } from '../../../testing/render'
import {
  aGroup,
  aHistory,
  aRelease,
  aRevision,
  aStatus,
  OPERATOR,
  SAMPLE_TIME,
  VIEWER,
} from '../../../testing/sample-fleet'
import { aRolloutPlan, aSpec } from '../../../testing/sample-rollouts'
import { NO_CHANGE } from './change-draft'
import { toRequest } from './draft-request'
import { NewRollout } from './new-rollout'
import { PlanStep } from './plan-step'
import { presetDraft } from './presets'

const GROUPS = [
  aGroup(),
  aGroup({ id: 'g2', name: 'test', rollout: 'ro1' }),
  aGroup({ id: 'g0', name: 'rest', managed: false }),
]
const REQUEST = toRequest({
  target: { kind: 'release', go: '1.23', revision: null },
  change: NO_CHANGE,
  groups: ['build'],
  how: presetDraft('careful', 3),
})

function seed(me = OPERATOR, plan: RolloutPlan = aRolloutPlan()): Seed {
  const recall = {
    release: 'go1.22.12',
    reason: 'miscompiles',
    by: 'ada',
    since: SAMPLE_TIME,
    expiresAt: null,
    digests: [],
  }
  return [
    [keys.me, me],
    [keys.status, aStatus()],
    [keys.groups, { groups: GROUPS }],
    [keys.history('build'), aHistory(aRevision(1, { goodAt: SAMPLE_TIME }), aRevision(2, { current: true }))],
    [
      keys.releases,
      { source: 'x', syncedAt: null, releases: [aRelease('go1.23.5'), aRelease('go1.22.12', { recall })] },
    ],
    [keys.rolloutPlan(REQUEST.kind === 'ok' ? REQUEST.request : null), plan],
  ]
}

const said = (address: string, me = OPERATOR, plan?: RolloutPlan) =>
  words(<NewRollout />, seed(me, plan), address)
const html = (address: string) => markup(<NewRollout />, seed(), address)

describe('the steps', () => {
  it('are all in reach, and the current one is marked', () => {
    expect(said('')).toContain('1 What 2 Where 3 How 4 Plan')
    expect(html('?step=how').match(/aria-current="step"/g)).toHaveLength(1)
  })

  it('say which of those before needs another look', () => {
    expect(said('?step=how&go=1.23')).toContain('Where, needs another look')
    expect(said('?step=how&go=1.23&groups=build')).not.toContain('needs another look')
  })

  it('lead on only when they are right', () => {
    expect(html('')).toContain('title="name a Go version first"')
    expect(html('?go=1.23')).not.toContain('title="name a Go version first"')
  })
})

describe('what', () => {
  it('resolves a language line, and refuses a recalled release', () => {
    expect(said('?go=1.23')).toContain('go1.23.5, the newest patch of 1.23')
    expect(said('?go=go1.22.12')).toContain('go1.22.12 is recalled: miscompiles')
  })

  it('offers the earlier revisions of a group', () => {
    const page = html('?to=revision&groups=build')
    expect(page).toContain('Revision 1 · go1.22.12 · proved')
    expect(page).not.toContain('<option value="2"')
  })
})

describe('where', () => {
  it('lists managed groups with their hosts, and says which have a rollout', () => {
    const all = said('?step=where&go=1.23&groups=build')
    expect(all).toContain('Which groups? 1 chosen build go1.22.12 2 in sync 1 drifted 3 hosts test')
    expect(all).toContain('Rollout under way')
    expect(all).not.toContain('rest')
  })

  it('shows what the server finds: platforms, and hosts that can’t be changed now', () => {
    const notes = [{ host: 'ci-9', group: 'build', says: 'offline since noon' }]
    const all = said('?step=where&go=1.23&groups=build', OPERATOR, aRolloutPlan({ notes }))
    expect(all).toContain(
      'Matches 10 hosts linux/amd64 9 linux/arm64 1 1 host can’t be changed right away: ci-9 build offline since noon',
    )
    expect(all).toContain('10 hosts in 3 stages (1, 4, 5), at least 20 min.')
  })
})

describe('how', () => {
  it('begins with careful stages that fit the number of hosts', () => {
    const page = html('?step=how&go=1.23&groups=build')
    expect(page.match(/<legend class="sr-only">Stage \d<\/legend>/g)).toHaveLength(2)
    expect(page).toMatch(/value="100%"/)
  })

  it('keeps what was typed in the address', () => {
    const { groups: _groups, change: _change, ...policy } = aSpec({ spreadBy: 'site' })
    const page = html(`?step=how&go=1.23&groups=build&policy=${encodeURIComponent(JSON.stringify(policy))}`)
    expect(page).toContain('value="site"')
    expect(page.match(/<legend class="sr-only">Stage \d<\/legend>/g)).toHaveLength(3)
  })

  it('labels every field of every stage', () => {
    const page = html('?step=how&go=1.23&groups=build')
    for (const label of [
      'Size, in all',
      'At a time',
      'Soak',
      'May fail',
      'May vanish',
      'May go back',
      'Approvals',
      'On failure',
    ])
      expect(page.match(new RegExp(`>${label}</label>`, 'g'))).toHaveLength(2)
  })
})

describe('the plan', () => {
  it('says what the server would do, stage by stage', () => {
    const all = said('?step=plan&go=1.23&groups=build')
    expect(all).toContain('build go1.22.12 go1.23.5 a new revision 10 hosts')
    expect(all).toContain('2 50% 4 3 linux/amd64, 1 linux/arm64 ci-2 and 3 more')
    expect(all).toContain(
      'Takes at least 20 min Bytes 8 hosts download 530 MB Could go back at once 9 of 10 hosts',
    )
    expect(all).toContain('Copy as CLI Copy as YAML')
  })

  it('wants a reason, and a role', () => {
    expect(html('?step=plan&go=1.23&groups=build')).toContain('title="say why first"')
    expect(said('?step=plan&go=1.23&groups=build', VIEWER)).toContain(
      'You can look, but not start it now. This needs the role',
    )
  })

  it('leads back to what is missing instead', () => {
    expect(said('?step=plan&go=1.23')).toContain(
      'There is nothing to plan yet. Choose at least one group first. Go there',
    )
  })

  it('warns of rollouts under way: as a reason against it, or as what it ends', () => {
    const conflicts = [{ rollout: 'ro1', group: 'build', says: 'go1.22.12 is under way' }]
    const of = (conflict: 'refuse' | 'supersede') => {
      const plan = aRolloutPlan({
        conflicts,
        spec: aSpec({ conflict }),
        warnings: ['go1.23.5 has a newer patch'],
      })
      return words(
        <PlanStep plan={plan} request={aSpec()} onPlanAgain={() => {}} onSupersede={() => {}} />,
        seed(),
      )
    }
    expect(of('refuse')).toContain(
      'Another rollout is under way. build: go1.22.12 is under way. Wait for it, or supersede it: then it ends where it is, and this one takes over. Supersede it',
    )
    expect(of('supersede')).toContain('This ends what is under way.')
    expect(of('refuse')).toContain('go1.23.5 has a newer patch.')
  })
})
