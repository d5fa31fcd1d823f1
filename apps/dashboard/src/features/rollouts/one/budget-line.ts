import type { RolloutView } from '@goherd/protocol'
import { formatCount } from '../../../ui/quantities'

export type Budget = RolloutView['stages'][number]['budgets'][number]

/** What each budget counts, in a word. */
const BUDGET_WORDS: Readonly<Record<Budget['name'], string>> = {
  failed: 'Failed',
  silent: 'Vanished',
  rolledBack: 'Switched back',
}

/** How a budget stands: used against its limit, and what is left. A budget is exceeded, not met. */
export interface BudgetLine {
  readonly word: string
  /** `1 of 2`. */
  readonly used: string
  readonly left: string
  readonly tone: 'quiet' | 'near' | 'over'
}

function describeLeft(left: number, used: number): string {
  if (left < 0) return 'exceeded'
  if (left > 0) return `${formatCount(left)} left`
  return used === 0 ? 'the first halts' : 'none left, the next halts'
}

/** Words for a budget. */
export function budgetLine({ name, used, limit }: Budget): BudgetLine {
  const left = limit - used
  return {
    word: BUDGET_WORDS[name],
    used: `${formatCount(used)} of ${formatCount(limit)}`,
    left: describeLeft(left, used),
    tone: left < 0 ? 'over' : used > 0 ? 'near' : 'quiet',
  }
}
