import type { DesiredState, NamedRelease } from '@goherd/model'
import type { RecallView, RolloutSpec } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { AgentBundles } from '../agent-bundles/index.js'
import {
  type CurrentState,
  desiredRefused,
  GroupReader,
  type GroupRef,
  planDesired,
} from '../groups/index.js'
import { groupUnmanaged, nothingToDo, revisionUnknown } from './rollout-refusals.js'

/** What a rollout would change of one group. */
export interface GroupChange {
  readonly group: GroupRef
  /** undefined when nothing was ever assigned to it. */
  readonly current: CurrentState | undefined
  /** `revision` is null where one has to be made. */
  readonly to: DesiredState & { readonly revision: number | null }
  /** What a language line was resolved to. */
  readonly resolved: { readonly asked: string; readonly release: string } | null
}

/** What a rollout changes, and the groups that are left out because they have it already. */
export interface Changes {
  readonly changes: readonly GroupChange[]
  readonly unchanged: readonly string[]
}

/** Finds out what a rollout's change means for each of its groups. */
@Injectable()
export class GroupChanges {
  constructor(
    private readonly groups: GroupReader,
    private readonly bundles: AgentBundles,
  ) {}

  /**
   * @throws GoherdError `group_unknown`, `group_unmanaged`, `revision_unknown`, `nothing_to_do`, `agent_version_unknown`, and
   *   everything that setting a group's desired state refuses
   */
  async of({ groups: names, change }: RolloutSpec, known: Known): Promise<Changes> {
    const changes: GroupChange[] = []
    const unchanged: string[] = []
    for (const name of [...new Set(names)].sort()) {
      const group = await this.groups.named(name)
      if (!group.managed) throw groupUnmanaged(name)
      const current = await this.groups.current(group.id)
      const to = 'revision' in change ? await this.old(change.revision) : planned(current, change, known)
      const isThere = to.revision === null ? to.unchanged : to.revision === current?.revision
      if (isThere) unchanged.push(name)
      else
        changes.push({ group, current, to: { ...to.desired, revision: to.revision }, resolved: to.resolved })
    }
    if (changes.length === 0) throw nothingToDo(unchanged)
    await this.haveAgents(changes)
    return { changes, unchanged }
  }

  private async old(number: number): Promise<Target> {
    const revision = await this.groups.revision(number)
    if (!revision) throw revisionUnknown(number)
    const { release, settings, policy = {} } = revision
    return { revision: number, desired: { release, settings, policy }, resolved: null, unchanged: false }
  }

  /** A version that a group has asked for before is not asked about again. */
  private async haveAgents(changes: readonly GroupChange[]): Promise<void> {
    for (const { to, current } of changes) {
      const agent = to.policy?.agent
      if (agent !== undefined && agent !== current?.policy?.agent) await this.bundles.mustHave(agent)
    }
  }
}

/** What versions are resolved with: a language line is its newest patch that is not recalled. */
interface Known {
  readonly catalogue: readonly NamedRelease[]
  readonly recalled: ReadonlyMap<string, RecallView>
}

interface Target {
  readonly revision: number | null
  readonly desired: DesiredState
  readonly resolved: GroupChange['resolved']
  readonly unchanged: boolean
}

function planned(
  current: CurrentState | undefined,
  change: Exclude<RolloutSpec['change'], { revision: number }>,
  { catalogue, recalled }: Known,
): Target {
  const plan = planDesired(current, change, catalogue, recalled)
  if (plan.kind === 'refused') throw desiredRefused(plan.refusal)
  const { desired, resolved } = plan
  return { revision: null, desired, resolved, unchanged: plan.kind === 'unchanged' }
}
