import type { RollbackView } from '@goherd/protocol'
import { describe, expect, it } from 'vitest'
import { keys } from '../../live/query-keys'
import { markup, type Seed, words } from '../../testing/render'
import {
  aGroup,
  aHistory,
  aPlan,
  aRevision,
  aRollback,
  aStatus,
  OPERATOR,
  SAMPLE_TIME,
  VIEWER,
} from '../../testing/sample-fleet'
import { ConfirmStep } from './confirm-step'
import { PlanView } from './plan-view'
import { RecentRollbacks } from './recent-rollbacks'
import { RollbackLive } from './rollback-live'
import { useStartRollback } from './rollback-queries'
import { RollbackWizard } from './rollback-wizard'

const freeze = { reason: 'builds break', by: 'ada', since: SAMPLE_TIME }

function live(rollback: RollbackView, frozen = false): string {
  return words(<RollbackLive id="rb1" />, [
    [keys.me, OPERATOR],
    [keys.status, aStatus(frozen ? { frozen, freeze } : {})],
    [keys.rollback('rb1'), rollback],
  ])
}

const proof = (host: string, afterMs: number) => ({ host, digest: 'd'.repeat(64), afterMs })

describe('a rollback that runs', () => {
  const running = aRollback({
    hosts: 4,
    proved: 2,
    pending: ['ci-3'],
    debt: [{ host: 'ci-4', reason: 'offline since noon' }],
    provedHosts: [proof('ci-1', 400), proof('ci-2', 800)],
  })

  it('counts proofs, and truncates', () => {
    const said = live(running)
    expect(said).toContain('Rolling back')
    expect(said).toContain('2 of 4 hosts proved 66 % of those that answer')
    expect(said).toContain('Rate 2.5 hosts/s')
  })

  it('names who is awaited, who is owed and who proved', () => {
    const said = live(running)
    expect(said).toContain('Awaited 1 host ci-3 has not proved yet')
    expect(said).toContain('Debt offline; they get it first on return ci-4 offline since noon')
    expect(said).toContain('ci-2 dddddddddddddddd after 800 ms')
  })

  it('never says complete', () => {
    expect(live(running)).not.toContain('COMPLETE')
  })
})

describe('a rollback that ended', () => {
  const ended = { finishedAt: '2026-03-04T05:06:08.388Z' }
  const complete = aRollback({ ...ended, state: 'complete', proved: 3, provedHosts: [proof('ci-1', 412)] })

  it('says COMPLETE as a heading, with the time it took', () => {
    const seed: Seed = [[keys.rollback('rb1'), complete]]
    expect(markup(<RollbackLive id="rb1" />, seed)).toMatch(/<h2[^>]*>.*?COMPLETE<\/h2>/s)
    expect(live(complete)).toContain('Every live host, 3 of 3, proved the restored state by digest in 1.3 s.')
  })

  it('is complete with debt when a host is offline', () => {
    const said = live({ ...complete, hosts: 4, debt: [{ host: 'ci-4', reason: 'offline' }] })
    expect(said).toContain('COMPLETE Every live host, 3 of 3,')
    expect(said).toContain('1 host offline, they get it first on return.')
  })

  it('shows the freeze that it left, until it is lifted', () => {
    expect(live(complete, true)).toContain('The fleet stays frozen until a person lifts it. Lift freeze')
    expect(live(complete)).not.toContain('Lift freeze')
  })

  it('has a certificate to keep, once it is over', () => {
    const html = markup(<RollbackLive id="rb1" />, [[keys.rollback('rb1'), complete]])
    expect(html).toMatch(/<a href="\/api\/rollbacks\/rb1\/certificate" download="rollback-rb1.json"/)
    expect(markup(<RollbackLive id="rb1" />, [[keys.rollback('rb1'), aRollback()]])).not.toContain(
      'certificate',
    )
  })

  it('tells who failed when it is incomplete', () => {
    const said = live(
      aRollback({ ...ended, state: 'incomplete', failed: [{ host: 'ci-2', reason: 'disk full' }] }),
    )
    expect(said).toContain('INCOMPLETE 1 host did not reach the restored state')
    expect(said).toContain('ci-2 disk full')
  })

  it('says that something newer counts when it is superseded', () => {
    expect(live(aRollback({ ...ended, state: 'superseded' }))).toContain(
      'SUPERSEDED Something newer was assigned',
    )
  })
})

describe('the plan', () => {
  const host = (name: string, note = '') => ({
    name,
    group: 'build',
    from: 'go1.23.5',
    to: 'go1.22.12',
    note,
  })
  const plan = aPlan({
    groups: [
      {
        group: 'build',
        hosts: 3,
        from: { revision: 3, release: 'go1.23.5' },
        to: { revision: 2, release: 'go1.22.12', settings: {} },
        note: 'the last one proved',
      },
    ],
    willChange: [host('ci-1'), host('ci-2', 'must download')],
    offline: [host('ci-3', 'last seen at noon')],
    bytesOnHost: 1,
  })

  it('says who will change, who is there, who is offline and who cannot', () => {
    const said = words(<PlanView plan={plan} onPlanAgain={() => {}} />)
    expect(said).toContain('build go1.23.5 r3 go1.22.12 r2 the last one proved 3 hosts')
    expect(said).toMatch(/2 will change .* 0 already there .* 1 offline, queued .* 0 cannot/)
    expect(said).toContain('ci-3 go1.23.5 go1.22.12 last seen at noon')
  })

  it('says where the bytes come from, and that the fleet freezes', () => {
    const said = words(<PlanView plan={plan} onPlanAgain={() => {}} />)
    expect(said).toContain('1 of 2 hosts that change has the target on disk already, 1 must download it.')
    expect(said).toContain('The fleet stays frozen afterwards until a person lifts it.')
  })

  it('says which rollouts it ends', () => {
    const stops = [{ rollout: 'ro1', says: 'go1.23.5 on build, stage 2 of 4' }]
    const html = markup(<PlanView plan={{ ...plan, stops }} onPlanAgain={() => {}} />)
    expect(html).toContain('It overrides 1 rollout under way, for good:')
    expect(html).toContain('href="/rollouts/ro1"')
    expect(words(<PlanView plan={plan} onPlanAgain={() => {}} />)).not.toContain('overrides')
  })

  it('offers to plan again when it expired', () => {
    const expired = words(<PlanView plan={{ ...plan, expiresAt: SAMPLE_TIME }} onPlanAgain={() => {}} />)
    expect(expired).toContain('This plan expired. Plan again')
  })
})

describe('the first step', () => {
  const seed = (me = OPERATOR): Seed => [
    [keys.me, me],
    [keys.status, aStatus()],
    [keys.groups, { groups: [aGroup(), aGroup({ id: 'g0', name: 'rest', managed: false })] }],
    [keys.history('build'), aHistory(aRevision(1, { goodAt: SAMPLE_TIME }), aRevision(2, { current: true }))],
  ]

  it('offers the fleet and each managed group', () => {
    const said = words(<RollbackWizard />, seed())
    expect(said).toContain('Whole fleet Group build (3 hosts)')
    expect(said).not.toContain('Group rest')
  })

  it('takes scope and target from the address', () => {
    const html = markup(<RollbackWizard />, seed(), '?scope=group:build&target=1')
    expect(html).toMatch(/<option value="group:build" selected="">/)
    expect(html).toMatch(/<option value="1" selected="">Revision 1 · go1.22.12 · proved<\/option>/)
  })

  it('wants a reason before it plans', () => {
    expect(markup(<RollbackWizard />, seed())).toContain('title="say why first"')
  })

  it('lets a viewer look, and says why not more', () => {
    expect(words(<RollbackWizard />, seed(VIEWER))).toContain(
      'You can look, but not roll back. This needs the role',
    )
  })

  it('has nothing to roll back in a fleet without managed hosts', () => {
    const hosts = { total: 1, inSync: 0, drifted: 0, updating: 0, offline: 0, failed: 0, unmanaged: 1 }
    const bare: Seed = [
      [keys.me, OPERATOR],
      [keys.status, aStatus({ hosts })],
    ]
    expect(words(<RollbackWizard />, bare)).toContain('No managed host is enrolled; enroll one first.')
  })
})

function Confirm({ plan }: { plan: ReturnType<typeof aPlan> }) {
  return (
    <ConfirmStep plan={plan} reason="x" start={useStartRollback()} onGo={() => {}} onPlanAgain={() => {}} />
  )
}

describe('the confirmation', () => {
  const recalls = ['go1.23.5']
  const box = (plan: ReturnType<typeof aPlan>) =>
    /<input[^>]*type="checkbox"[^>]*>/.exec(markup(<Confirm plan={plan} />))?.[0]

  it('recalls what is left by default when it is the fleet, not when it is a group', () => {
    expect(box(aPlan({ recalls }))).toContain('checked')
    expect(box(aPlan({ recalls, scope: { kind: 'group', group: 'build' } }))).not.toContain('checked')
    expect(words(<Confirm plan={aPlan({ recalls })} />)).toContain(
      'Recall the releases that are left go1.23.5 :',
    )
  })

  it('does not ask when no release is left', () => {
    expect(box(aPlan())).toBeUndefined()
  })
})

describe('earlier rollbacks', () => {
  it('are linked with state, proof and reason', () => {
    const html = markup(<RecentRollbacks />, [
      [
        keys.rollbacks,
        {
          rollbacks: [aRollback({ state: 'complete', proved: 3, scope: { kind: 'group', group: 'build' } })],
        },
      ],
    ])
    expect(html).toContain('href="/rollback/rb1"')
    expect(html).toContain('Group build to the last good revision')
  })

  it('are not mentioned while there are none', () => {
    expect(words(<RecentRollbacks />, [[keys.rollbacks, { rollbacks: [] }]])).toBe('')
  })
})
