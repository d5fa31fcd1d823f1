import { BUDGETS, type BudgetName, hostsOf, type RolloutPolicy } from './policy.js'
import { stagePolicy } from './stage-policy.js'
import { type HostProgress, type ProgressKind, type RolloutState, stageOf } from './state.js'

/** How many hosts of a stage ended badly, against how many may. */
export interface BudgetUse {
  readonly stage: number
  readonly budget: BudgetName
  /** Without those a person has acknowledged. */
  readonly count: number
  readonly limit: number
}

const COUNTED: Readonly<Record<BudgetName, ProgressKind>> = {
  failed: 'failed',
  silent: 'silent',
  rolledBack: 'rolled-back',
}

/** The use of every budget of a stage. Percentages are of the hosts in the stage, rounded down. */
export function budgetUse(state: RolloutState, policy: RolloutPolicy, stage: number): BudgetUse[] {
  const members = state.stages[stage] ?? []
  const { budget } = stagePolicy(policy, stage)
  return BUDGETS.map((name) => ({
    stage,
    budget: name,
    count: members.filter((id) => counts(state.hosts[id], COUNTED[name])).length,
    limit: hostsOf(budget[name], members.length),
  }))
}

function counts(progress: HostProgress | undefined, kind: ProgressKind): boolean {
  return progress?.kind === kind && 'acknowledged' in progress && !progress.acknowledged
}

/** The first budget that is exceeded (not: met) in the stages that have begun, the current one first. */
export function findBreach(state: RolloutState, policy: RolloutPolicy): BudgetUse | undefined {
  for (let stage = stageOf(state); stage >= 0; stage -= 1) {
    const breach = budgetUse(state, policy, stage).find(({ count, limit }) => count > limit)
    if (breach !== undefined) return breach
  }
  return undefined
}
