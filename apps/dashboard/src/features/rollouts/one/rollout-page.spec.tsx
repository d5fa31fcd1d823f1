import type { RolloutView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../../live/query-keys'
import { markup, type Seed, words } from '../../../testing/render'
import { OPERATOR, SAMPLE_TIME, VIEWER } from '../../../testing/sample-fleet'
import { aHaltedRollout, aRollout, aRolloutHost, aStage, counted } from '../../../testing/sample-rollouts'
import { RolloutPage } from './rollout-page'
import { PAGE_SIZE, pageOf, toHostsQuery } from './use-host-page'

const FIRST = { progress: null, stage: null, page: 1 } as const

function seed(rollout: RolloutView, me = OPERATOR): Seed {
  return [
    [keys.me, me],
    [keys.rollout('ro1'), rollout],
    [
      keys.rolloutHostPage('ro1', toHostsQuery(FIRST)),
      {
        hosts: [
          aRolloutHost('ci-1'),
          aRolloutHost('ci-2', { progress: 'failed', says: 'failed: disk full', online: false }),
        ],
        total: 120,
      },
    ],
    [
      keys.rolloutEvents('ro1'),
      {
        events: [
          { id: 1, at: SAMPLE_TIME, kind: 'started', says: 'started', actor: 'ada' },
          { id: 2, at: SAMPLE_TIME, kind: 'stage', says: 'ci-1 is on go1.23.5', actor: null },
        ],
      },
    ],
  ]
}

const said = (rollout: RolloutView, me = OPERATOR) => words(<RolloutPage id="ro1" />, seed(rollout, me))
const html = (rollout: RolloutView, me = OPERATOR) => markup(<RolloutPage id="ro1" />, seed(rollout, me))

/** The words of one region of the page. */
function section(rollout: RolloutView, from: string, to: string): string {
  const all = said(rollout)
  return all.slice(all.indexOf(from), all.indexOf(to, all.indexOf(from)))
}

describe('a rollout that runs', () => {
  it('says what it is and where it stands', () => {
    expect(html(aRollout())).toMatch(/<h1[^>]*>go1.23.5 on build<\/h1>/)
    expect(said(aRollout())).toContain('Stage 2 of 3 · Updating 2 hosts on the way.')
  })

  it('announces stage changes, but not every second of the clock', () => {
    const soaking = aRollout({
      state: 'soaking',
      stages: [aStage(0), aStage(1, { state: 'current', soakUntil: '2999-01-01T00:00:00.000Z' }), aStage(2)],
    })
    const page = html(soaking)
    expect(page).toMatch(/aria-live="polite" class="contents">.*Soaking.*?<\/span><\/span><\/span>/s)
    expect(page).toContain('role="timer"')
    expect(/aria-live="polite"[^>]*><[^>]*role="timer"/.test(page)).toBe(false)
  })

  it('counts truncated, never rounded', () => {
    const nearly = aRollout({ hosts: 1_000, counts: counted({ done: 999, updating: 1 }) })
    expect(said(nearly)).toContain('999 of 1,000 done, 99 %')
  })

  it('counts on the way back only those who were touched', () => {
    const back = aRollout({ state: 'reverting', counts: counted({ reverted: 2, reverting: 1, waiting: 7 }) })
    expect(said(back)).toContain('2 of 3 back, 66 %')
  })

  it('has nothing to say of errors or vanished hosts', () => {
    expect(said(aRollout())).not.toContain('Errors')
    expect(said(aRollout())).not.toContain('vanished in the middle')
  })
})

describe('a rollout that halted', () => {
  it('says why, and what ends it', () => {
    expect(said(aHaltedRollout())).toContain(
      'Stage 2: 2 hosts failed, 0 may. Look at the hosts, then retry them, resume to accept them as they are, or abort.',
    )
  })

  it('groups errors before it lists hosts, and links them', () => {
    const all = said(aHaltedRollout())
    expect(all).toContain('Errors 2 hosts 2 hosts: disk full disk_full ci-2 ci-3')
    expect(all.indexOf('Errors 2 hosts')).toBeLessThan(all.indexOf('Hosts All stages'))
    expect(html(aHaltedRollout())).toContain('href="/hosts/ci-3"')
  })

  it('warns of hosts that vanished, and shows who', () => {
    expect(said(aHaltedRollout())).toContain('1 host vanished in the middle of the change.')
    expect(html(aHaltedRollout())).toContain('href="/rollouts/ro1?progress=silent#hosts"')
  })
})

describe('a stage', () => {
  it('shows each budget as value of limit, and what is left', () => {
    expect(section(aHaltedRollout(), 'Stage 2 50%', 'Stage 3 100%')).toContain(
      'Budgets Failed 2 of 0 exceeded Vanished 1 of 1 none left, the next halts Switched back 0 of 0 the first halts',
    )
  })

  it('shows gates with verdict and value against limit, and who approved', () => {
    const stage = aStage(1, {
      state: 'current',
      gates: [
        {
          name: 'latency',
          kind: 'prometheus',
          verdict: 'inconclusive',
          said: 'no data; < 0.5 wanted',
          at: SAMPLE_TIME,
        },
        { name: 'cli', kind: 'build', verdict: null, said: '', at: null },
      ],
      approvals: [{ by: 'grace', at: SAMPLE_TIME }],
      approvalsNeeded: 2,
    })
    const all = said(aRollout({ stages: [aStage(0), stage] }))
    expect(all).toMatch(
      /Gates latency Inconclusive Prometheus query .* ago no data; < 0.5 wanted|Gates latency Inconclusive Prometheus query .* ago no data; &lt; 0.5 wanted/,
    )
    expect(all).toContain('cli Not asked yet real build')
    expect(all).toMatch(/Approvals, 1 of 2 grace .* ago 1 more person/)
  })

  it('says how long it soaks and what a failure does', () => {
    expect(said(aRollout())).toContain('10 min soak on failure: pause')
    expect(said(aRollout())).toContain('no soak on failure: pause')
  })
})

describe('the controls', () => {
  const button = (page: string, word: string) =>
    new RegExp(`<button[^>]*>(?:(?!</button>).)*</svg>${word}</button>`, 's').exec(page)?.[0] ?? ''

  it('that make no sense now stay in sight, with the reason', () => {
    const page = html(aRollout())
    expect(button(page, 'Resume')).toContain('title="the rollout is not paused"')
    expect(button(page, 'Resume')).toContain('aria-disabled="true"')
    expect(button(page, 'Pause')).not.toContain('aria-disabled=')
    for (const word of ['Promote', 'Approve', 'Retry failed', 'Abort'])
      expect(button(page, word)).not.toBe('')
  })

  it('are all refused to a viewer', () => {
    const page = html(aRollout(), VIEWER)
    for (const word of ['Pause', 'Resume', 'Promote', 'Approve', 'Retry failed', 'Abort'])
      expect(button(page, word)).toContain('this needs the role operator')
  })
})

describe('its hosts', () => {
  it('say what became of them, and link', () => {
    expect(said(aRollout())).toContain('ci-2 offline 1 Failed failed: disk full')
    expect(html(aRollout())).toContain('href="/hosts/ci-2"')
  })

  it('can be filtered by what there is', () => {
    const chips =
      /<legend class="sr-only">Progress<\/legend>.*?<\/fieldset>/s.exec(html(aRollout()))?.[0] ?? ''
    expect(chips.match(/aria-pressed="true"/g)).toHaveLength(1)
    expect(words(<RolloutPage id="ro1" />, seed(aRollout()))).toContain(
      'All 10 Done 3 Updating 2 Not started 5',
    )
  })

  it('come page by page', () => {
    expect(said(aRollout())).toContain('1–50 of 120 Previous Next')
    expect(toHostsQuery({ progress: 'failed', stage: 2, page: 3 })).toEqual({
      offset: 2 * PAGE_SIZE,
      limit: PAGE_SIZE,
      progress: 'failed',
      stage: 1,
    })
    expect(pageOf({ ...FIRST, page: 3 }, 120)).toEqual({
      first: 101,
      last: 120,
      hasBefore: true,
      hasAfter: false,
    })
    expect(pageOf(FIRST, 0)).toMatchObject({ first: 0, last: 0, hasBefore: false, hasAfter: false })
  })
})

describe('the rest of the page', () => {
  it('has the events, the newest first, in their own words', () => {
    expect(said(aRollout())).toMatch(/Events ci-1 is on go1.23.5 .* ago ada: started/)
  })

  it('says who, why, from where to where, and by which commands the same is done', () => {
    const all = said(aRollout())
    expect(all).toMatch(
      /Reason security fixes Started by ada, .* ago build go1.22.12 r2 go1.23.5 r3 10 hosts Silent after 2 min/,
    )
    expect(all).toContain('goherd rollout watch ro1')
    expect(all).toContain('GET /api/rollouts/ro1')
  })

  it('says what it waits for before it is there', () => {
    expect(markup(<RolloutPage id="ro1" />)).toContain('aria-label="Loading the rollout"')
  })
})
