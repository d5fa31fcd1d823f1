import type { HostFacts, RolloutStep } from '@goherd/rollout-engine'
import { stageOf } from '@goherd/rollout-engine'
import type { GateHost, GateQuestion } from './gate-door.js'
import type { LoadedRollout } from './rollout.reader.js'

/** The questions of a step to the gates of its stage. */
export function gateQuestions(
  rollout: LoadedRollout,
  facts: ReadonlyMap<string, HostFacts>,
  { asks, state }: Pick<RolloutStep, 'asks' | 'state'>,
): GateQuestion[] {
  if (asks.length === 0) return []
  const stage = stageOf(state)
  const hosts = hostsOf(rollout, facts, stage)
  return asks.flatMap((name) => {
    const gate = rollout.spec.gates.find((one) => one.name === name)
    const since = rollout.head.asked[name]
    if (gate === undefined || since === undefined) return []
    return [{ rolloutId: rollout.id, stage, gate, since, hosts, actor: rollout.actor }]
  })
}

function hostsOf(
  { state, groups }: LoadedRollout,
  facts: ReadonlyMap<string, HostFacts>,
  stage: number,
): GateHost[] {
  const groupOf = new Map(groups.map((group) => [group.name, group]))
  return (state.stages[stage] ?? []).flatMap((id) => {
    const known = facts.get(id)
    const group = known && groupOf.get(known.group)
    if (known === undefined || group === undefined || state.hosts[id]?.kind !== 'done') return []
    const { name, platform, online } = known
    return [{ id, name, platform, online, from: group.from?.release ?? null, to: group.to.release }]
  })
}
