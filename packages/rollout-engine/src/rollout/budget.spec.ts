import { describe, expect, it } from 'vitest'
import { budgetUse, findBreach } from './budget.js'
import type { Budget, BudgetName } from './policy.js'
import { type HostProgress, type RolloutState, scheduled } from './state.js'
import { NO_BUDGET, policy, stage } from './test/samples.js'

const trouble = { code: 'disk_full', message: 'disk full' }
const badly = {
  failed: (acknowledged = false): HostProgress => ({ kind: 'failed', at: 1, ...trouble, acknowledged }),
  silent: (acknowledged = false): HostProgress => ({ kind: 'silent', at: 1, acknowledged }),
  rolledBack: (acknowledged = false): HostProgress => ({
    ...{ kind: 'rolled-back', at: 1, ...trouble, acknowledged },
  }),
} satisfies Record<BudgetName, (acknowledged?: boolean) => HostProgress>
const NAMES = ['failed', 'silent', 'rolledBack'] as const

const count = (hosts: number) => ({ kind: 'count', hosts }) as const
const percent = (value: number) => ({ kind: 'percent', percent: value }) as const

const rules = (...budgets: readonly Partial<Budget>[]) =>
  policy({
    stages: budgets.map((over, n) =>
      stage({
        size: n === budgets.length - 1 ? percent(100) : count(n + 1),
        budget: { ...NO_BUDGET, ...over },
      }),
    ),
  })

function at(
  stageNumber: number,
  stages: readonly (readonly string[])[],
  hosts: RolloutState['hosts'],
): RolloutState {
  return { ...scheduled(stages), phase: { kind: 'updating', stage: stageNumber, since: 1 }, hosts }
}

describe('budgetUse', () => {
  it.each(NAMES)('counts %s against its own limit only', (name) => {
    const state = at(0, [['a', 'b', 'c']], { a: badly[name](), b: badly[name]() })
    const uses = budgetUse(state, rules({ [name]: count(5) }), 0)
    expect(uses.map((use) => [use.budget, use.count, use.limit])).toEqual(
      NAMES.map((other) => [other, other === name ? 2 : 0, other === name ? 3 : 0]),
    )
  })

  it.each([
    [10, 9, 0],
    [10, 10, 1],
    [10, 19, 1],
    [10, 20, 2],
    [100, 20, 20],
    [0, 20, 0],
  ])('takes %i %% of %i hosts as %i: rounded down', (value, hosts, limit) => {
    const ids = Array.from({ length: hosts }, (_, n) => `h${n}`)
    expect(budgetUse(at(0, [ids], {}), rules({ failed: percent(value) }), 0)[0]?.limit).toBe(limit)
  })

  it('takes percentages of the hosts in the stage, not of the fleet', () => {
    const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `h${from + n}`)
    const state = at(1, [ids(0, 10), ids(10, 110)], {})
    const tenth = rules({ failed: percent(10) }, { failed: percent(10) })
    expect([0, 1].map((n) => budgetUse(state, tenth, n)[0]?.limit)).toEqual([1, 10])
  })

  it('does not count what a person has acknowledged, what is under way, or what went well', () => {
    const state = at(0, [['a', 'b', 'c', 'd', 'e']], {
      a: badly.failed(true),
      b: { kind: 'updating', since: 1 },
      c: { kind: 'done', at: 1 },
      d: { kind: 'debt', since: 1 },
    })
    expect(budgetUse(state, rules({}), 0).map((use) => use.count)).toEqual([0, 0, 0])
  })

  it('counts hosts of the stage only', () => {
    const state = at(1, [['a'], ['b']], { a: badly.failed(), b: badly.silent() })
    const both = rules({}, {})
    const counts = (n: number) => budgetUse(state, both, n).map((use) => use.count)
    expect([counts(0), counts(1)]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
  })
})

describe('findBreach', () => {
  it.each(NAMES)('is exceeded, not met: with 2 %s allowed the third halts', (name) => {
    const allowed = rules({ [name]: count(2) })
    const ids = ['a', 'b', 'c', 'd']
    const bad = (n: number) =>
      at(0, [ids], Object.fromEntries(ids.slice(0, n).map((id) => [id, badly[name]()])))
    expect(findBreach(bad(2), allowed)).toBeUndefined()
    expect(findBreach(bad(3), allowed)).toEqual({ stage: 0, budget: name, count: 3, limit: 2 })
  })

  it('does not add up different budgets', () => {
    const state = at(0, [['a', 'b', 'c']], { a: badly.failed(), b: badly.silent(), c: badly.rolledBack() })
    const each = rules({ failed: count(1), silent: count(1), rolledBack: count(1) })
    expect(findBreach(state, each)).toBeUndefined()
  })

  it('finds one in a stage that was passed: a host may fail after its stage', () => {
    const state = at(1, [['a'], ['b']], { a: badly.failed() })
    expect(findBreach(state, rules({}, {}))).toMatchObject({ stage: 0, budget: 'failed' })
  })

  it('names the current stage first', () => {
    const state = at(1, [['a'], ['b']], { a: badly.failed(), b: badly.silent() })
    expect(findBreach(state, rules({}, {}))).toMatchObject({ stage: 1, budget: 'silent' })
  })

  it('looks at no stage before the first began', () => {
    expect(findBreach({ ...scheduled([['a']]), hosts: { a: badly.failed() } }, rules({}))).toBeUndefined()
  })
})
