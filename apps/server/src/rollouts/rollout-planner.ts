import type { RolloutPlan, RolloutSpec } from '@goherd/protocol'
import { drawStages, refusePolicy } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { FleetFreeze } from '../fleet/index.js'
import { GroupClaims, GroupReader } from '../groups/index.js'
import { RecallReader, releaseRecalled } from '../recalls/index.js'
import { ReleaseReader } from '../releases/index.js'
import { GateDoor } from './gate-door.js'
import { type GroupChange, GroupChanges } from './group-changes.js'
import { digestOf } from './plan-hash.js'
import { type PlanHost, PlanHostsReader } from './plan-hosts.reader.js'
import type { PreparedRollout } from './prepared-rollout.js'
import { rolloutPlanView } from './rollout-plan-view.js'
import { gateTwice, gateUnknown, policyRefused } from './rollout-refusals.js'
import { toPolicy } from './to-policy.js'

type Recalled = Awaited<ReturnType<RecallReader['active']>>

/** Says what a rollout would do: resolved, drawn and checked, by the same code that starts it. */
@Injectable()
export class RolloutPlanner {
  constructor(
    private readonly database: Database,
    private readonly changes: GroupChanges,
    private readonly hosts: PlanHostsReader,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
    private readonly claims: GroupClaims,
    private readonly groups: GroupReader,
    private readonly freeze: FleetFreeze,
    private readonly gates: GateDoor,
  ) {}

  /** @throws GoherdError as `prepare` does */
  async plan(spec: RolloutSpec): Promise<RolloutPlan> {
    const prepared = await this.prepare(spec)
    const platforms = [...new Set(prepared.hosts.map(({ platform }) => platform))]
    const releases = [...new Set(prepared.changes.map(({ to }) => to.release))]
    const sizes = new Map<string, number>()
    for (const release of releases) {
      const archives = await this.releases.archiveRefs(release, platforms)
      for (const [platform, { size }] of Object.entries(archives)) sizes.set(`${release} ${platform}`, size)
    }
    const view = rolloutPlanView(prepared, (release, platform) => sizes.get(`${release} ${platform}`) ?? 0)
    return { ...view, warnings: [...view.warnings, ...(await this.gates.warnings(spec.gates))] }
  }

  /**
   * @throws GoherdError `rollout_refused`, `no_hosts`, `gate_unknown`, `gate_twice`, `release_recalled`, and what
   *   GroupChanges throws
   */
  async prepare(spec: RolloutSpec): Promise<PreparedRollout> {
    checkGates(spec)
    const policy = toPolicy(spec)
    const catalogue = await this.releases.catalogue()
    const recalled = await this.recalls.active()
    const { changes, unchanged } = await this.changes.of(spec, { catalogue, recalled })
    refuseRecalled(changes, recalled)
    const { hosts, uncovered } = await this.hostsOf(changes)
    const refusal = refusePolicy(policy, hosts.length)
    if (refusal) throw policyRefused(refusal)
    // What is done about other rollouts changes nothing of this one. A hash of all that is decided makes the same draw at the preview and at the start.
    const { conflict: _, ...asked } = spec
    const decided = {
      asked,
      groups: changes.map(({ group, current, to }) => [group.id, current?.revision, to]),
    }
    const drawing = drawStages(hosts, policy, digestOf(decided))
    return {
      ...{ spec, policy, changes, unchanged, hosts, uncovered, drawing, catalogue },
      hash: digestOf({ ...decided, stages: drawing.stages }),
      claims: await this.claims.on(
        this.database.prisma,
        changes.map(({ group }) => group.id),
      ),
      frozen: await this.freeze.current(),
      groupWindows: await this.groups.windows(changes.map(({ group }) => group.id)),
    }
  }

  private async hostsOf(
    changes: readonly GroupChange[],
  ): Promise<{ readonly hosts: PlanHost[]; readonly uncovered: PlanHost[] }> {
    const platforms = await this.releases.platforms([...new Set(changes.map(({ to }) => to.release))])
    const releaseOf = new Map(changes.map(({ group, to }) => [group.id, to.release]))
    const isCovered = ({ groupId, platform }: PlanHost) =>
      platforms.get(releaseOf.get(groupId) ?? '')?.has(platform) === true
    const all = await this.hosts.of(
      changes.map(({ group, current, to }) => ({
        groupId: group.id,
        from: current?.release ?? null,
        to: to.release,
      })),
    )
    return { hosts: all.filter(isCovered), uncovered: all.filter((host) => !isCovered(host)) }
  }
}

function checkGates({ stages, gates }: RolloutSpec): void {
  const names = new Set<string>()
  for (const { name } of gates) {
    if (names.has(name)) throw gateTwice(name)
    names.add(name)
  }
  for (const [stage, { gates: wanted }] of stages.entries()) {
    const unknown = wanted.find((gate) => !names.has(gate))
    if (unknown !== undefined) throw gateUnknown(stage, unknown)
  }
}

/** An old revision may be of a release that was recalled since. */
function refuseRecalled(changes: readonly GroupChange[], recalled: Recalled): void {
  for (const { to } of changes) {
    const recall = recalled.get(to.release)
    if (recall) throw releaseRecalled(to.release, recall)
  }
}
