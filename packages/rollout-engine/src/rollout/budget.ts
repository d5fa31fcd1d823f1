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

const COUNTED: Readonly<Partial<Record<ProgressKind, BudgetName>>> = {
  failed: 'failed',
  silent: 'silent',
  'rolled-back': 'rolledBack',
}

/** The use of every budget of a stage. Percentages are of the hosts in the stage, rounded down. */
export function budgetUse(state: RolloutState, policy: RolloutPolicy, stage: number): BudgetUse[] {
  const members = state.stages[stage] ?? []
  const { budget } = stagePolicy(policy, stage)
  const counts = { failed: 0, silent: 0, rolledBack: 0 }
  for (const id of members) {
    const name = budgetOf(state.hosts[id])
    if (name !== undefined) counts[name] += 1
  }
  return BUDGETS.map((name) => ({
    stage,
    budget: name,
    count: counts[name],
    limit: hostsOf(budget[name], members.length),
  }))
}

function budgetOf(progress: HostProgress | undefined): BudgetName | undefined {
  if (progress === undefined || !('acknowledged' in progress) || progress.acknowledged) return undefined
  return COUNTED[progress.kind]
}

/** The first budget that is exceeded (not: met) in the stages that have begun, the current one first. */
export function findBreach(state: RolloutState, policy: RolloutPolicy): BudgetUse | undefined {
  for (let stage = stageOf(state); stage >= 0; stage -= 1) {
    const breach = budgetUse(state, policy, stage).find(({ count, limit }) => count > limit)
    if (breach !== undefined) return breach
  }
  return undefined
}
