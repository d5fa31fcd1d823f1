import { maskSetting } from '@goherd/model'
import type { RollbackPlan } from '@goherd/protocol'
import {
  describeFate,
  describeGroupReason,
  describeHold,
  type GroupStep,
  type HostStep,
  leftReleases,
} from '@goherd/rollout-engine'
import { confirmText } from './stored-plan.js'

type ShownGroup = RollbackPlan['groups'][number]
type ShownHost = RollbackPlan['willChange'][number]

/** A group of a plan as people see it, credentials in settings hidden. */
export function shownGroup({ group, hosts, from, to, why }: GroupStep): ShownGroup {
  const settings = Object.fromEntries(
    Object.entries(to.settings).map(([name, value]) => [name, maskSetting(value)]),
  )
  return { group, hosts, from, to: { ...to, settings }, note: describeGroupReason(why) }
}

/** A plan as people see it: its hosts sorted by what becomes of them. */
export function planView(
  plan: { readonly groups: readonly GroupStep[]; readonly hosts: readonly HostStep[] },
  head: Pick<RollbackPlan, 'id' | 'expiresAt' | 'scope' | 'target' | 'stops'>,
): RollbackPlan {
  const { hosts } = plan
  return {
    ...head,
    groups: plan.groups.map(shownGroup),
    hosts: hosts.length,
    willChange: withFate(hosts, 'will-change'),
    already: withFate(hosts, 'already'),
    offline: withFate(hosts, 'offline'),
    cannot: withFate(hosts, 'cannot'),
    bytesOnHost: hosts.filter(({ fate }) => fate.kind === 'will-change' && fate.bytes === 'on-host').length,
    held: hosts.filter(({ hold }) => hold !== null).length,
    confirm: confirmText(hosts.length),
    freezes: head.scope.kind === 'fleet',
    recalls: leftReleases(plan.groups),
  }
}

function withFate(hosts: readonly HostStep[], kind: HostStep['fate']['kind']): ShownHost[] {
  return hosts
    .filter(({ fate }) => fate.kind === kind)
    .map(({ name, group, from, to, fate, hold }) => ({
      ...{ name, group, from, to },
      note: hold === null ? describeFate(fate) : `${describeFate(fate)}; ${describeHold(hold)}`,
    }))
}
