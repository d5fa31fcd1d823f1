import { type GroupView, groupView, type RolloutRequest, stageSpec } from '@goherd/protocol'
import { type ApiClient, route } from '../api-client.js'
import { usageFailure } from '../cli-failure.js'
import { changedPolicy } from '../read-policy.js'
import type { ReadRollout } from './read-rollout.js'
import { fitDefaultStages } from './read-stages.js'

/** A rollout as it is sent: with what depends on the groups as they are. */
export async function completeRollout(api: ApiClient, read: ReadRollout): Promise<RolloutRequest> {
  if (read.policy.length === 0 && !read.hasDefaultStages) return read.spec
  const groups = await Promise.all(
    read.spec.groups.map((name) => api.get(route`/api/groups/${name}`, groupView)),
  )
  return fitToGroups(read, groups)
}

/** Makes the policy whole, and the default stages fit. Pure. Throws a usage failure when the groups would need different policies. */
export function fitToGroups(read: ReadRollout, groups: readonly GroupView[]): RolloutRequest {
  const { spec, policy, hasDefaultStages } = read
  const hosts = groups.reduce((sum, group) => sum + group.hosts.total, 0)
  const stages = spec.stages.map((stage) => stageSpec.parse(stage))
  const change = policy.length === 0 ? spec.change : { ...spec.change, policy: wholePolicy(read, groups) }
  return { ...spec, change, stages: hasDefaultStages ? fitDefaultStages(stages, hosts) : stages }
}

function wholePolicy({ policy }: ReadRollout, groups: readonly GroupView[]) {
  const wanted = groups.map(({ desired }) => changedPolicy(desired?.policy ?? {}, policy))
  const [first = {}, ...others] = wanted
  if (others.every((other) => key(other) === key(first))) return first
  throw usageFailure(
    'these groups have different policies, and a rollout has one',
    'Roll them out one by one, or give --keep, --drain, --drift and --agent all.',
  )
}

const key = (policy: object) => JSON.stringify(Object.entries(policy).sort())
