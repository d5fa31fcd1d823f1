import type { CheckResult, GateSpec } from '@goherd/protocol'
import { combine, type Judgement, judgeBuild } from '@goherd/rollout-engine'
import { cannotTell } from './prometheus-answer.js'

/** Gates that hosts answer. */
export type CheckGate = Extract<GateSpec, { kind: 'smoke' | 'build' }>

/** What one host said; null: nothing, in the time it had. */
export interface HostAnswer {
  readonly host: string
  readonly result: CheckResult | null
}

/** What the answers of the hosts of a stage come to. */
export function judgeChecks(gate: CheckGate, answers: readonly HostAnswer[]): Judgement {
  return combine(answers.map(({ host, result }) => ({ of: host, ...judgeOne(gate, result) })))
}

function judgeOne(gate: CheckGate, result: CheckResult | null): Judgement {
  if (result === null) return cannotTell('no answer in time')
  switch (result.kind) {
    case 'unable':
      return cannotTell(result.why)
    case 'smoke':
      return judgeSmoke(result.ran)
    case 'build':
      return gate.kind === 'build'
        ? judgeBuild(result.old, result.new, gate)
        : cannotTell('the host tried something else')
  }
}

function judgeSmoke({ exitCode, ms, output }: Extract<CheckResult, { kind: 'smoke' }>['ran']): Judgement {
  const last = output.trimEnd().split('\n').at(-1)?.trim().slice(0, 160) ?? ''
  const took = `${(ms / 1000).toFixed(1)} s`
  if (exitCode === null) return cannotTell(`it did not end in ${took}`)
  if (exitCode === 0) return { verdict: 'pass', said: `exit 0 after ${took}` }
  return { verdict: 'fail', said: `exit ${exitCode} after ${took}${last === '' ? '' : ` ("${last}")`}` }
}
