import { describe, expect, it } from 'vitest'
import { planRollout } from './plan-rollout.js'
import { type RolloutState, scheduled } from './state.js'
import { host, inventory, policy, stage } from './test/samples.js'

const NOW = 1_000_000
const updating = (over: Partial<RolloutState> = {}): RolloutState => ({
  ...scheduled([['a'], ['b', 'c']]),
  phase: { kind: 'updating', stage: 0, since: NOW },
  hosts: { a: { kind: 'updating', since: NOW } },
  ...over,
})
const abc = ['a', 'b', 'c'].map((id) => host(id))
const pending = host('a', { assigned: 'to', evidence: { kind: 'pending' } })

describe('planRollout', () => {
  it('wants nothing more of a rollout that is finished', () => {
    const done = updating({ phase: { kind: 'finished', outcome: 'kept', at: 1 } })
    expect(planRollout(policy(), inventory(abc), done, NOW)).toEqual({
      state: done,
      assignments: [],
      groups: null,
      asks: [],
      waits: [],
      wakeAt: null,
    })
  })

  it('wakes when a host that is not heard of becomes silent, and not before', () => {
    const gone = { ...pending, online: false, seenAt: NOW + 5 }
    const step = planRollout(policy(), inventory([gone, ...abc.slice(1)]), updating(), NOW + 10)
    expect(step.wakeAt).toBe(NOW + 5 + 60_000 + 1)
    const then = planRollout(policy(), inventory([gone, ...abc.slice(1)]), step.state, step.wakeAt ?? 0)
    expect(then.state.hosts.a?.kind).toBe('silent')
  })

  it('wakes at the end of the soak', () => {
    const soaks = policy({
      stages: [stage({ soakMs: 7_000 }), stage({ size: { kind: 'percent', percent: 100 } })],
    })
    const proved = host('a', { assigned: 'to' })
    const step = planRollout(soaks, inventory([proved, ...abc.slice(1)]), updating(), NOW)
    expect(step.wakeAt).toBe(NOW + 7_000)
    expect(step.waits).toEqual([{ kind: 'soak', until: NOW + 7_000 }])
  })

  it('has no time to wake at while only hosts or people are waited for', () => {
    expect(planRollout(policy(), inventory([pending, ...abc.slice(1)]), updating(), NOW).wakeAt).toBeNull()
  })

  it('never changes more hosts of one failure domain at a time than the cap', () => {
    const racks = ['a', 'b', 'c', 'd'].map((id) => host(id, { labels: { rack: id < 'd' ? 'r1' : 'r2' } }))
    const capped = policy({
      stages: [stage({ size: { kind: 'percent', percent: 100 } })],
      domainCap: { label: 'rack', hosts: 2 },
    })
    const step = planRollout(capped, inventory(racks), scheduled([['a', 'b', 'c', 'd']]), NOW)
    expect(step.assignments).toEqual([{ to: 'to', stage: 0, hosts: ['a', 'b', 'd'] }])
    expect(step.waits).toEqual([{ kind: 'hosts', updating: 3, waiting: 1 }])
  })

  it('puts a host that joins into the last stage', () => {
    const step = planRollout(policy(), inventory([pending, ...abc.slice(1), host('late')]), updating(), NOW)
    expect(step.state.stages).toEqual([['a'], ['b', 'c', 'late']])
  })

  it('pauses while the release is recalled, and goes on when the recall is lifted', () => {
    const recalled = { reason: 'miscompiles' }
    const step = planRollout(policy(), inventory(abc, { recalled }), scheduled([['a'], ['b', 'c']]), NOW)
    expect(step.assignments).toEqual([])
    expect(step.state.pauses).toEqual([{ kind: 'recalled', reason: 'miscompiles' }])
    const lifted = planRollout(policy(), inventory(abc), step.state, NOW)
    expect(lifted.assignments).toEqual([{ to: 'to', stage: 0, hosts: ['a'] }])
  })

  it('takes back on a breach even while a person has paused it', () => {
    const back = policy({ stages: [stage({ onFailure: 'revert-all' })] })
    const failed = host('a', { assigned: 'to', evidence: { kind: 'failed', code: 'x', message: 'x' } })
    const paused = updating({ pauses: [{ kind: 'person', by: 'ann', reason: 'lunch' }] })
    const step = planRollout(back, inventory([failed, ...abc.slice(1)]), paused, NOW)
    expect(step.assignments).toEqual([{ to: 'from', stage: 0, hosts: ['a'] }])
  })

  it('forgets answers of gates about another stage', () => {
    const old = { gate: 'smoke', stage: 1, verdict: 'pass', said: '', at: 1 } as const
    const gated = policy({ stages: [stage({ gates: ['smoke'] })] })
    const gating = updating({
      phase: { kind: 'gating', stage: 0, since: 1 },
      hosts: { a: { kind: 'done', at: 1 } },
    })
    const proved = host('a', { assigned: 'to' })
    const step = planRollout(gated, inventory([proved, ...abc.slice(1)], { answers: [old] }), gating, NOW)
    expect(step.asks).toEqual(['smoke'])
  })

  it('plans a stage of 100,000 hosts in one pass', () => {
    const hosts = Array.from({ length: 100_000 }, (_, n) => host(`h${n}`))
    const all = policy({ stages: [stage({ size: { kind: 'percent', percent: 100 } })] })
    const step = planRollout(all, inventory(hosts), scheduled([hosts.map(({ id }) => id)]), NOW)
    expect(step.assignments[0]?.hosts).toHaveLength(100_000)
  })
})
