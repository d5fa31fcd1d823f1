import { describe, expect, it } from 'vitest'
import { describePolicyRefusal } from './describe.js'
import { hostsOf, normalStages, type RolloutPolicy, refusePolicy, type StagePolicy } from './policy.js'
import { NO_BUDGET, policy, stage } from './test/samples.js'

const count = (hosts: number) => ({ kind: 'count', hosts }) as const
const percent = (value: number) => ({ kind: 'percent', percent: value }) as const
const stages = (...over: Partial<StagePolicy>[]): Partial<RolloutPolicy> => ({ stages: over.map(stage) })
const window = (over: object) => ({
  windows: [{ timeZone: 'UTC', days: [1], from: 0, to: 60, ...over }],
})

describe('hostsOf', () => {
  it.each([
    [percent(25), 10, 2],
    [percent(1), 99, 0],
    [percent(100), 7, 7],
    [percent(33.3), 10, 3],
    [count(3), 10, 3],
    [count(30), 10, 10],
  ])('%j of %i is %i', (amount, total, expected) => {
    expect(hostsOf(amount, total)).toBe(expected)
  })
})

describe('normalStages', () => {
  it('adds everyone left, under the conditions of the stage before, without its approval', () => {
    const first = stage({ soakMs: 5, approvals: 2, gates: ['smoke'] })
    expect(normalStages([first])).toEqual([first, { ...first, size: percent(100), approvals: 0 }])
  })

  it('adds nothing after 100 %', () => {
    const all = [stage(), stage({ size: percent(100) })]
    expect(normalStages(all)).toBe(all)
  })

  it('leaves no stages what they are', () => {
    expect(normalStages([])).toEqual([])
  })
})

describe('refusePolicy', () => {
  it('lets a sound policy through', () => {
    expect(refusePolicy(policy(), 10)).toBeUndefined()
  })

  it('lets the last stage add nobody: a fleet of one is through after its canary', () => {
    expect(refusePolicy(policy(), 1)).toBeUndefined()
  })

  it.each<[string, Partial<RolloutPolicy>, number, string]>([
    ['no hosts', {}, 0, 'the selector matches no host; widen it or enroll hosts first'],
    ['no stages', { stages: [] }, 10, 'there is no stage; give at least one, such as 1 or 100%'],
    [
      'half a host',
      stages({ size: count(1.5) }),
      10,
      'stage 1: size must be a whole number of hosts or a percentage',
    ],
    ['more than everyone', stages({ size: percent(101) }), 10, 'stage 1: size must be'],
    [
      'a budget below nothing',
      stages({ budget: { ...NO_BUDGET, silent: count(-1) } }),
      10,
      'stage 1: silent must be',
    ],
    ['a stage of nobody', stages({ size: percent(5) }), 10, 'stage 1 means no host at all; make it larger'],
    [
      'a stage that adds nobody',
      stages({ size: count(2) }, { size: percent(20) }),
      10,
      'stage 2 means no host at all',
    ],
    [
      'stages that shrink',
      stages({ size: count(5) }, { size: percent(20) }),
      10,
      'stage 2 means 2 hosts, the one before it 5; sizes are cumulative',
    ],
    [
      'no slot at all',
      stages({ concurrency: 0 }),
      10,
      'stage 1: concurrency and ramp must be whole numbers above 0',
    ],
    ['a ramp from nothing', stages({ rampFrom: 0 }), 10, 'concurrency and ramp'],
    ['a soak before the start', stages({ soakMs: -1 }), 10, 'stage 1: soak must be a duration'],
    ['hosts that are silent at once', { silentAfterMs: 0 }, 10, 'silentAfter must be a duration'],
    ['a window without days', window({ days: [] }), 10, 'window 1: name at least one weekday'],
    ['an eighth day', window({ days: [8] }), 10, 'window 1: name at least one weekday, 1 (Monday) to 7'],
    [
      'a window of no length',
      window({ from: 60 }),
      10,
      'window 1: give a start and an end of the day that differ',
    ],
    ['a minute that is none', window({ to: 1441 }), 10, 'window 1: give a start and an end'],
    ['a zone that is none', window({ timeZone: 'Mars/Base' }), 10, 'window 1: name a time zone such as'],
  ])('refuses %s', (_, over, hosts, sentence) => {
    const refusal = refusePolicy(policy(over), hosts)
    expect(refusal && describePolicyRefusal(refusal)).toContain(sentence)
  })
})
