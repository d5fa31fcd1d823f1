import type { RolloutView } from '@goherd/protocol'
import { BUDGETS, type BudgetName, hostsOf, normalStages, type StagePolicy } from '@goherd/rollout-engine'
import { type CountRow, countProgress } from './count-progress.js'
import type { RolloutRecord } from './rollout.reader.js'
import { toAmountSpec } from './to-policy.js'

type StageView = RolloutView['stages'][number]

const COUNTED = { failed: 'failed', silent: 'silent', rolledBack: 'rolled-back' } as const satisfies Record<
  BudgetName,
  CountRow['kind']
>

/** Every stage of a rollout as pages see it, the implicit last one included. */
export function stageViews(record: RolloutRecord, counts: readonly CountRow[]): StageView[] {
  return normalStages(record.policy.stages).map((policy, stage) => {
    const own = counts.filter((row) => row.stage === stage)
    const hosts = own.reduce((sum, row) => sum + row.hosts, 0)
    const { phase, history } = record.head
    const isSoaking = phase.kind === 'soaking' && phase.stage === stage
    return {
      ...{ stage, hosts },
      size: toAmountSpec(policy.size),
      state: stateOf(record, stage, own),
      counts: countProgress(own),
      budgets: budgetsOf(policy, own, hosts),
      gates: gatesOf(record, policy, stage),
      approvals: history.approvals
        .filter((one) => one.stage === stage)
        .map(({ by, at }) => ({ by, at: iso(at) })),
      approvalsNeeded: policy.approvals,
      soakSeconds: policy.soakMs / 1_000,
      soakUntil: isSoaking ? iso(phase.until) : null,
      onFailure: policy.onFailure,
    }
  })
}

const iso = (at: number) => new Date(at).toISOString()

function stateOf(
  { head: { phase } }: RolloutRecord,
  stage: number,
  own: readonly CountRow[],
): StageView['state'] {
  switch (phase.kind) {
    case 'scheduled':
      return 'waiting'
    case 'finished': {
      if (phase.outcome === 'completed') return 'done'
      if (own.every(({ kind }) => kind === 'waiting')) return 'waiting'
      return phase.outcome === 'reverted' ? 'reverted' : 'done'
    }
    default:
      if (stage === phase.stage) return 'current'
      return stage < phase.stage ? 'done' : 'waiting'
  }
}

function budgetsOf(policy: StagePolicy, own: readonly CountRow[], hosts: number): StageView['budgets'] {
  return BUDGETS.map((name) => ({
    name,
    used: own.reduce(
      (sum, row) => (row.kind === COUNTED[name] && !row.acknowledged ? sum + row.hosts : sum),
      0,
    ),
    limit: hostsOf(policy.budget[name], hosts),
  }))
}

function gatesOf(
  { spec, head: { history, asked } }: RolloutRecord,
  policy: StagePolicy,
  stage: number,
): StageView['gates'] {
  return policy.gates.flatMap((name) => {
    const gate = spec.gates.find((one) => one.name === name)
    if (gate === undefined) return []
    const answer = history.gates.find((one) => one.gate === name && one.stage === stage)
    const isAsked = asked[name] !== undefined
    return [
      {
        name,
        kind: gate.kind,
        verdict: answer?.verdict ?? null,
        said: answer?.said ?? (isAsked ? 'being measured' : ''),
        at: answer === undefined ? null : iso(answer.at),
      },
    ]
  })
}
