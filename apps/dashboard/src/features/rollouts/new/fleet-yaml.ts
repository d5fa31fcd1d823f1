import type { RolloutPlan, RolloutSpec } from '@goherd/protocol'
import { stringify } from 'yaml'

type Stage = RolloutSpec['stages'][number]

/** What a stage is when nothing is said of it. */
const STAGE_DEFAULTS: Omit<Stage, 'size'> = {
  concurrency: null,
  rampFrom: null,
  soakSeconds: 0,
  maxFailed: 0,
  maxSilent: 0,
  maxRolledBack: 0,
  gates: [],
  approvals: 0,
  onFailure: 'pause',
}

const POLICY_DEFAULTS = {
  gates: [],
  silentAfterSeconds: 120,
  spreadBy: null,
  domainCap: null,
  windows: [],
  startAt: null,
  conflict: 'refuse',
} as const

/** What differs from the defaults, in the order it stands. */
function said(values: object, defaults: object): Record<string, unknown> {
  const plain = new Map(Object.entries(defaults).map(([name, value]) => [name, JSON.stringify(value)]))
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => plain.get(name) !== JSON.stringify(value)),
  )
}

function policyOf({ groups: _groups, change: _change, stages, startAt: _once, ...rest }: RolloutSpec) {
  return {
    stages: stages.map(({ size, ...stage }) => ({ size, ...said(stage, STAGE_DEFAULTS) })),
    ...said(rest, POLICY_DEFAULTS),
  }
}

function groupOf(group: RolloutPlan['groups'][number], policy: string) {
  const { release, settings } = group.to
  return {
    go: release ?? '',
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    rollout: policy,
  }
}

const NAME = 'in-stages'

/** A plan as a fleet file for git: its way to roll out as a named policy, and the groups that use it. A start time is of once and left out. */
export function fleetYaml(plan: RolloutPlan): string {
  const isMasked = plan.groups.some(({ to }) =>
    Object.values(to.settings).some((value) => value.includes('•••')),
  )
  const file = {
    version: 1,
    policies: { [NAME]: policyOf(plan.spec) },
    groups: Object.fromEntries(plan.groups.map((group) => [group.group, groupOf(group, NAME)])),
  }
  const warning = isMasked ? '# Write what is hidden as ••• again before you apply this.\n' : ''
  return `${warning}${stringify(file)}`
}
