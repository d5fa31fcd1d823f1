import { compareReleaseNames } from '@goherd/model'
import type { FleetStatus, GroupView, ReleaseView, RolloutRequest, RolloutView } from '@goherd/protocol'
import { hostsHref } from '../hosts/host-links'

/** The three things to see of Goherd first, in order. Their names are kept with the person who has put them away. */
export const FIRST_STEPS = ['see-drift', 'halt-canary', 'emergency-rollback'] as const
export type FirstStep = (typeof FIRST_STEPS)[number]

/** Noted when the way to the drift was taken: that somebody looked leaves no other trace. */
export const SAW_DRIFT = 'saw-drift'

/** The check that `npm start` puts on its hosts. It always fails; where it is not, the gate can't say pass either. */
export const FAILING_CHECK = 'demo-build'

/** What a rollout stops by itself for. Others are a person, a freeze, a window. */
const HALTS: readonly string[] = ['breach', 'gate-failed', 'gate-inconclusive']

/** More rollouts than this, and nobody here is new. */
const NEW_UNTIL = 5

/** What is known of the fleet and the person. */
export interface FirstFacts {
  readonly dismissed: readonly string[]
  readonly hosts: FleetStatus['hosts']
  readonly groups: readonly GroupView[]
  readonly releases: readonly ReleaseView[]
  readonly rollouts: readonly RolloutView[]
  /** How many emergency rollbacks there were. */
  readonly rollbacks: number
}

export interface StepView {
  readonly step: FirstStep
  readonly isDone: boolean
  /** Where it can be done; null while there is nothing to do it with. */
  readonly href: string | null
}

/** Whether a rollout was held up by what it found, or gone back on: not merely by a person. */
function wasHalted({ pauses, counts, outcome, errors }: RolloutView): boolean {
  const badly = counts.failed + counts.silent + counts['rolled-back']
  const back = outcome === 'reverted' || outcome === 'kept' || outcome === 'overridden'
  return badly > 0 || errors.length > 0 || back || pauses.some(({ kind }) => HALTS.includes(kind))
}

/** The managed group with the most hosts that no rollout is under way in, and the newest release that it could go to. */
function canary({ groups, releases }: FirstFacts): { group: string; go: string } | null {
  const [group] = groups
    .filter(
      ({ managed, rollout, desired, hosts }) => managed && !rollout && desired !== null && hosts.total > 0,
    )
    .toSorted((a, b) => b.hosts.total - a.hosts.total)
  const now = group?.desired?.release
  const [newest] = releases
    .filter(({ release, stable, recall }) => stable && recall === null && release !== now)
    .toSorted((a, b) => compareReleaseNames(a.release, b.release))
  return group && newest ? { group: group.name, go: newest.release } : null
}

/** How the canary goes: one host, then a gate that does not pass. Everything is in the address, to be read and changed there. */
const HOW = {
  stages: [{ size: 1, gates: ['smoke'] }, { size: '100%' }],
  gates: [{ kind: 'smoke', name: 'smoke', check: FAILING_CHECK, timeoutSeconds: 60 }],
} satisfies Omit<RolloutRequest, 'groups' | 'change'>

function canaryHref(facts: FirstFacts): string | null {
  const to = canary(facts)
  if (to === null) return null
  const search = new URLSearchParams({
    ...{ step: 'plan', go: to.go, groups: to.group },
    policy: JSON.stringify(HOW),
  })
  return `/rollouts/new?${search.toString()}`
}

function isDone(step: FirstStep, { dismissed, hosts, rollouts, rollbacks }: FirstFacts): boolean {
  switch (step) {
    case 'see-drift':
      return dismissed.includes(SAW_DRIFT) || (hosts.drifted === 0 && rollouts.length > 0)
    case 'halt-canary':
      return rollouts.some(wasHalted)
    case 'emergency-rollback':
      return rollbacks > 0
  }
}

function hrefOf(step: FirstStep, facts: FirstFacts): string | null {
  switch (step) {
    case 'see-drift':
      return facts.hosts.drifted === 0 ? null : hostsHref('state:drifted')
    case 'halt-canary':
      return canaryHref(facts)
    case 'emergency-rollback':
      return '/rollback'
  }
}

/** The steps that are still to be shown; none when everything was done or put away, and none where people know their way. */
export function firstSteps(facts: FirstFacts): StepView[] {
  if (facts.hosts.total === 0 || facts.rollouts.length > NEW_UNTIL) return []
  const steps = FIRST_STEPS.filter((step) => !facts.dismissed.includes(step)).map((step) => ({
    ...{ step, isDone: isDone(step, facts) },
    href: hrefOf(step, facts),
  }))
  return steps.every((view) => view.isDone) ? [] : steps
}
