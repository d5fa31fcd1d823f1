import type { GateSpec, RolloutSpec } from '@goherd/protocol'
import { driftWarnings } from '../groups/index.js'
import type { GroupChange } from './group-changes.js'
import type { PlanHost } from './plan-hosts.reader.js'

/** Which gates try something on hosts, and so need an agent that can. */
const ON_HOSTS: Readonly<Record<GateSpec['kind'], boolean>> = {
  smoke: true,
  build: true,
  prometheus: false,
  webhook: false,
}

/** What becomes of a rollout on hosts whose agent is too old for what it asks. */
export function agentWarnings(
  { gates, stages }: Pick<RolloutSpec, 'gates' | 'stages'>,
  changes: readonly Pick<GroupChange, 'group' | 'to'>[],
  hosts: readonly Pick<PlanHost, 'name' | 'groupId' | 'capabilities'>[],
): string[] {
  const lacking = (capability: string, groupId?: string) =>
    hosts
      .filter((host) => groupId === undefined || host.groupId === groupId)
      .filter(({ capabilities }) => !capabilities.includes(capability))
      .map(({ name }) => name)
  const asked = new Set(stages.flatMap((stage) => stage.gates))
  const tried = gates.filter(({ kind, name }) => ON_HOSTS[kind] && asked.has(name)).map(({ name }) => name)
  return [
    ...changes.flatMap(({ group, to }) => driftWarnings(to.policy ?? {}, lacking('drift-correct', group.id))),
    ...checkWarnings(tried, lacking('checks')),
  ]
}

function checkWarnings(gates: readonly string[], unable: readonly string[]): string[] {
  const [first, ...others] = unable
  if (gates.length === 0 || first === undefined) return []
  const who =
    others.length === 0 ? `the agent of ${first} is` : `the agents of ${first} and ${others.length} more are`
  return [
    `${who} too old to try anything for ${gates.join(', ')}: install the agent of this server there, or name it with --agent`,
  ]
}
