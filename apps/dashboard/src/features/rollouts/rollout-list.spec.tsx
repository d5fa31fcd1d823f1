import type { RolloutView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import { aGroup, aStatus, OPERATOR, SAMPLE_TIME, VIEWER } from '../../testing/sample-fleet'
import { aHaltedRollout, aRollout, counted } from '../../testing/sample-rollouts'
import { GroupRolloutNotice } from './group-rollout-notice'
import { NewRolloutLink } from './new-rollout-link'
import { RolloutList } from './rollout-list'

function seed(...rollouts: RolloutView[]): Seed {
  return [
    [keys.me, OPERATOR],
    [keys.status, aStatus()],
    [keys.rollouts, { rollouts }],
  ]
}

describe('the list of rollouts', () => {
  it('says of each where it stands, from where to where, for whom, and who began it', () => {
    const said = words(<RolloutList />, seed(aRollout()))
    expect(said).toMatch(
      /go1.23.5 on build Updating Stage 2 of 3 · updating · 2 hosts on the way. go1.22.12 go1.23.5 10 hosts ada, .* ago security fixes Stage 1 Done/,
    )
  })

  it('links each, those that need a person first', () => {
    const html = markup(
      <RolloutList />,
      seed(aRollout({ id: 'ro0', state: 'finished', outcome: 'completed' }), aHaltedRollout({ id: 'ro2' })),
    )
    expect(html.indexOf('href="/rollouts/ro2"')).toBeLessThan(html.indexOf('href="/rollouts/ro0"'))
  })

  it('says of one that is over what became of its hosts', () => {
    const over = aRollout({
      state: 'finished',
      outcome: 'completed',
      sentence: 'Completed',
      counts: counted({ done: 9, debt: 1 }),
    })
    expect(words(<RolloutList />, seed(over))).toContain('Completed 9 done, 1 offline, owed.')
  })

  it('explains itself when there is none, with a button and the command', () => {
    const html = markup(<RolloutList />, seed())
    expect(html).toContain('No rollout yet.')
    expect(html).toContain('href="/rollouts/new"')
    expect(html).toContain('goherd rollout start --group build')
    expect(html).toContain('aria-label="Copy command"')
  })
})

describe('the way to a new rollout', () => {
  it('stays in sight for a viewer and while the fleet is frozen, with the reason', () => {
    const viewer = markup(<NewRolloutLink look="primary" />, [[keys.me, VIEWER]])
    expect(viewer).toContain('title="this needs the role operator, you are viewer; ask an administrator"')
    const freeze = { reason: 'builds break', by: 'ada', since: SAMPLE_TIME }
    const frozen = markup(<NewRolloutLink look="primary" />, [
      [keys.me, OPERATOR],
      [keys.status, aStatus({ frozen: true, freeze })],
    ])
    expect(frozen).toContain('the fleet is frozen (builds break)')
    expect(frozen).not.toContain('href=')
  })
})

describe('the notice on a group', () => {
  it('leads to the rollout that is under way', () => {
    const html = markup(<GroupRolloutNotice group={aGroup({ rollout: 'ro1' })} />, [
      [keys.rollout('ro1'), aHaltedRollout()],
    ])
    expect(html).toContain('href="/rollouts/ro1"')
    expect(html).toContain('Under way: go1.23.5 on build')
    expect(html).toContain('2 hosts failed, 0 may')
  })

  it('is silent while there is none', () => {
    expect(words(<GroupRolloutNotice group={aGroup()} />)).toBe('')
  })
})
