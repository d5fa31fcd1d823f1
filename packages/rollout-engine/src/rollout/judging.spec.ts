import { describe, expect, it } from 'vitest'
import type { HostFacts } from './facts.js'
import { planRollout } from './plan-rollout.js'
import type { StagePolicy } from './policy.js'
import {
  type GateAnswer,
  type HostProgress,
  type RolloutPhase,
  type RolloutState,
  scheduled,
} from './state.js'
import { host, inventory, policy, stage } from './test/samples.js'

/*
 * A stage that soaks, is judged by gates and approved by people, step by step; and hosts that come back while that goes on.
 */

const NOW = 1_000_000
const everyone = { kind: 'percent', percent: 100 } as const
const rules = (over: Partial<StagePolicy>) => policy({ stages: [stage(over), stage({ size: everyone })] })
const done: HostProgress = { kind: 'done', at: 1 }
const gating: RolloutPhase = { kind: 'gating', stage: 0, since: 1 }
const approving: RolloutPhase = { kind: 'approving', stage: 0, since: 1, waived: false }

function judged(phase: RolloutPhase, over: Partial<RolloutState> = {}): RolloutState {
  return {
    ...scheduled([['a', 'late'], ['b']]),
    phase,
    hosts: { a: done, late: { kind: 'debt', since: 1 } },
    ...over,
  }
}
const proved = (id: string) => host(id, { assigned: 'to' })
const away = host('late', { online: false })
const fleet = (late: HostFacts = away) => [proved('a'), late, host('b')]
const said = (gate: string, verdict: GateAnswer['verdict'], of = 0): GateAnswer => ({
  ...{ gate, stage: of, verdict, said: `${gate} said ${verdict}`, at: NOW },
})
const ask = (
  state: RolloutState,
  over: Partial<StagePolicy>,
  answers: readonly GateAnswer[] = [],
  late?: HostFacts,
) => planRollout(rules(over), inventory(fleet(late), { answers }), state, NOW)

describe('gates', () => {
  it('are all asked at once, and again with every step until they have answered', () => {
    const step = ask(judged(gating), { gates: ['smoke', 'errors'] })
    expect(step.asks).toEqual(['smoke', 'errors'])
    expect(step.waits).toEqual([
      { kind: 'gate', gate: 'smoke' },
      { kind: 'gate', gate: 'errors' },
    ])
    expect(ask(step.state, { gates: ['smoke', 'errors'] }).asks).toEqual(['smoke', 'errors'])
  })

  it('that have passed are not asked again; the others are waited for', () => {
    const step = ask(judged(gating), { gates: ['smoke', 'errors'] }, [said('smoke', 'pass')])
    expect(step.asks).toEqual(['errors'])
    const then = ask(step.state, { gates: ['smoke', 'errors'] }, [said('errors', 'pass')])
    expect(then.assignments).toEqual([{ to: 'to', stage: 1, hosts: ['b'] }])
  })

  it('may change their answer before they were looked at: the newest counts', () => {
    const waits = judged(gating, { pauses: [{ kind: 'person', by: 'ann', reason: 'lunch' }] })
    const first = ask(waits, { gates: ['smoke'] }, [said('smoke', 'fail')])
    expect(first.state.gates).toEqual([said('smoke', 'fail')])
    const then = ask(first.state, { gates: ['smoke'] }, [said('smoke', 'pass')])
    expect(then.state.gates).toEqual([said('smoke', 'pass')])
  })

  it('that answer about another stage are not heard', () => {
    const step = ask(judged(gating), { gates: ['smoke'] }, [said('smoke', 'pass', 1)])
    expect(step.asks).toEqual(['smoke'])
    expect(step.state.gates).toEqual([])
  })

  it('that fail pause with what they said, although others passed', () => {
    const answers = [said('smoke', 'pass'), said('errors', 'fail')]
    const step = ask(judged(gating), { gates: ['smoke', 'errors'] }, answers)
    expect(step.state.pauses).toEqual([
      { kind: 'gate-failed', stage: 0, gate: 'errors', said: 'errors said fail' },
    ])
    expect(step.assignments).toEqual([])
  })

  it.each(['revert-stage', 'revert-all'] as const)(
    'that fail send the hosts back at once: %s',
    (onFailure) => {
      const step = ask(judged(gating), { gates: ['smoke'], onFailure }, [said('smoke', 'fail')])
      expect(step.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a'] }])
      expect(step.state.phase.kind).toBe('reverting')
    },
  )

  it('that cannot tell pause, whatever the policy does on a failure', () => {
    const step = ask(judged(gating), { gates: ['smoke'], onFailure: 'revert-all' }, [
      said('smoke', 'inconclusive'),
    ])
    expect(step.state.pauses).toMatchObject([{ kind: 'gate-inconclusive', gate: 'smoke' }])
    expect(step.state.phase).toEqual(gating)
    expect(step.assignments).toEqual([])
  })
})

describe('approval', () => {
  const yes = (...by: string[]) => by.map((name) => ({ by: name, at: 1 }))

  it.each([
    { need: 1, have: [], waits: true },
    { need: 1, have: ['ann'], waits: false },
    { need: 2, have: ['ann'], waits: true },
    { need: 2, have: ['ann', 'ann'], waits: true },
    { need: 2, have: ['ann', 'ben'], waits: false },
  ] as const)('of $need with $have waits: $waits', ({ need, have, waits }) => {
    const step = ask(judged(approving, { approvals: yes(...have) }), { approvals: need })
    expect(step.state.phase.kind === 'approving').toBe(waits)
    if (waits) expect(step.waits).toEqual([{ kind: 'approval', have: new Set(have).size, need }])
  })

  it('given while the stage was updating counts when it is needed', () => {
    const soaked: RolloutPhase = { kind: 'soaking', stage: 0, until: NOW }
    const step = ask(judged(soaked, { approvals: yes('ann') }), { approvals: 1 })
    expect(step.state.phase).toMatchObject({ kind: 'updating', stage: 1 })
    expect(step.state.approvals).toEqual([])
  })

  it('is waived for a stage that a person promoted', () => {
    const step = ask(judged({ ...approving, waived: true }), { approvals: 2 })
    expect(step.state.phase).toMatchObject({ kind: 'updating', stage: 1 })
  })
})

describe('a host that is back', () => {
  const back = host('late')
  const waiting: readonly (readonly [string, RolloutPhase, Partial<StagePolicy>])[] = [
    ['soaks', { kind: 'soaking', stage: 0, until: NOW + 1 }, {}],
    ['is judged', gating, { gates: ['smoke'] }],
    ['waits for approval', approving, { approvals: 1 }],
  ]

  it.each(waiting)('while its stage %s gets its turn, and the stage goes on as it was', (_, phase, over) => {
    const step = ask(judged(phase), over, [], back)
    expect(step.assignments).toEqual([{ to: 'to', stage: 0, hosts: ['late'] }])
    expect(step.state.phase).toEqual(phase)
    expect(step.state.hosts.late).toEqual({ kind: 'updating', since: NOW })
  })

  it.each(waiting)('while its stage %s stays as it is when the fleet is frozen', (_, phase, over) => {
    const frozen = { reason: 'an incident' }
    const step = planRollout(rules(over), inventory(fleet(back), { frozen }), judged(phase), NOW)
    expect(step.assignments).toEqual([])
    expect(step.state.hosts.late?.kind).toBe('debt')
  })

  it('in the step that takes its stage back is not started: it has nothing to go back from', () => {
    const failed = [said('smoke', 'fail')]
    const step = ask(judged(gating), { gates: ['smoke'], onFailure: 'revert-all' }, failed, back)
    expect(step.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a'] }])
    expect(step.state.hosts.late?.kind).toBe('debt')
  })

  it('and fails breaches the budget of its own stage, although a later one is under way', () => {
    const trouble = { kind: 'failed', code: 'disk_full', message: 'disk full' } as const
    const state: RolloutState = {
      ...judged({ kind: 'updating', stage: 1, since: 1 }),
      hosts: { a: done, late: { kind: 'updating', since: 1 }, b: { kind: 'updating', since: 1 } },
    }
    const facts = [proved('a'), host('late', { assigned: 'to', evidence: trouble }), proved('b')]
    const back = rules({ size: { kind: 'count', hosts: 2 }, onFailure: 'revert-stage' })
    const step = planRollout(back, inventory(facts), state, NOW)
    // The stage in progress stands on the one that is taken back.
    expect(step.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a', 'late', 'b'] }])
    const there = facts.map(({ id }) => host(id))
    const then = planRollout(back, inventory(there), step.state, NOW)
    expect(then.state.pauses).toEqual([{ kind: 'stage-reverted', stage: 0 }])
    expect(then.state.phase).toMatchObject({ kind: 'updating', stage: 0 })
  })
})
