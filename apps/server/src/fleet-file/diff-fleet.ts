import {
  type DesiredState,
  describePolicy,
  type GoSettings,
  isSameDesired,
  type NamedRelease,
  writeWindow,
} from '@goherd/model'
import type { FleetDiff, FleetFile, RecallView, WindowSpec } from '@goherd/protocol'
import { type DesiredPlan, desiredRefused, maskedSettings, planDesired } from '../groups/index.js'

export type Change = FleetDiff['changes'][number]
type Wanted = FleetFile['groups'][string]
type Policy = FleetFile['policies'][string]
type Accepted = Exclude<DesiredPlan, { kind: 'refused' }>

/** A group as it is. Settings are not masked. */
export interface GroupNow {
  readonly managed: boolean
  readonly hosts: number
  /** What it is assigned; null before its first revision. */
  readonly current: (DesiredState & { readonly revision: number }) | null
  readonly drillEveryDays: number | null
  readonly windows: readonly WindowSpec[]
  /** The rollout under way in it, and the state it leads to. */
  readonly rollout: { readonly id: string; readonly to: DesiredState } | null
}

/** What a file is compared with. */
export interface FleetNow {
  readonly groups: ReadonlyMap<string, GroupNow>
  readonly catalogue: readonly NamedRelease[]
  readonly recalled: ReadonlyMap<string, RecallView>
}

/** What becomes of a group, and what applying that needs. */
export interface GroupStep {
  readonly change: Change
  /** undefined: it stays as it is. */
  readonly desired?: DesiredState
  /** Settings that go, because the file does not name them. */
  readonly unset: readonly string[]
  /** undefined: the group is set at once. */
  readonly policy?: Policy
  readonly supersede: boolean
  /** undefined: its drills stay as they are. */
  readonly drill?: number | null
  /** undefined: its windows stay as they are. */
  readonly windows?: readonly WindowSpec[]
}

/** What becomes of each group that the file names, in the order of the file. Pure. */
export function diffFleet(file: FleetFile, now: FleetNow): GroupStep[] {
  return Object.entries(file.groups).map(([name, wanted]) => {
    const group = now.groups.get(name)
    const asked: Asked = { name, wanted, group, unset: unsetOf(wanted, group) }
    const why = whyNot(asked, file)
    if (why !== undefined) return cannot(asked, why)
    const request = { go: wanted.go, settings: wanted.settings, unset: asked.unset, policy: wanted.policy }
    const plan = planDesired(group?.current ?? undefined, request, now.catalogue, now.recalled)
    if (plan.kind === 'refused') return cannot(asked, desiredRefused(plan.refusal).message)
    return stepOf(asked, plan, wanted.rollout === undefined ? undefined : file.policies[wanted.rollout])
  })
}

interface Asked {
  readonly name: string
  readonly wanted: Wanted
  readonly group: GroupNow | undefined
  readonly unset: readonly string[]
}

function whyNot({ wanted, group }: Asked, { policies }: FleetFile): string | undefined {
  if (group?.managed === false) return 'it is the catch-all group, which manages nothing'
  const { rollout } = wanted
  return rollout === undefined || Object.hasOwn(policies, rollout)
    ? undefined
    : `the file has no policy ${rollout}`
}

function stepOf(asked: Asked, plan: Accepted, policy: Policy | undefined): GroupStep {
  const { group, wanted, unset } = asked
  const around = aroundOf(wanted, group)
  const lines = [...desiredLines(group, plan), ...around.lines]
  const supersede = policy?.conflict === 'supersede'
  const step = (kind: Change['kind'], says = ''): GroupStep => ({
    ...{
      change: changeOf(asked, kind, lines, says),
      desired: plan.desired,
      unset,
      supersede,
      ...around.also,
    },
    ...(kind === 'rollout' && policy !== undefined ? { policy } : {}),
  })
  const stays = (says = ''): GroupStep => ({
    ...{ change: changeOf(asked, around.kind, around.lines, says) },
    ...{ unset: [], supersede: false, ...around.also },
  })
  if (group === undefined) return step('create')
  const { rollout } = group
  if (rollout !== null) {
    const { id, to } = rollout
    if (isSameDesired(to, plan.desired)) return stays(`rollout ${id} takes it there`)
    if (!supersede) return cannot(asked, `rollout ${id} to ${to.release} is under way: abort it first`, lines)
  }
  if (plan.kind === 'unchanged') return rollout === null ? stays() : step('set', endOf(rollout.id))
  // A group without hosts, or without a revision to come from, has nothing to move in stages.
  const isStaged = policy !== undefined && group.current !== null && group.hosts > 0
  return step(isStaged ? 'rollout' : 'set', rollout === null ? '' : endOf(rollout.id))
}

const endOf = (rollout: string) => `rollout ${rollout} ends for it`

function cannot(asked: Asked, says: string, lines: readonly string[] = []): GroupStep {
  return { change: changeOf(asked, 'cannot', lines, says), unset: [], supersede: false }
}

function changeOf({ name, group }: Asked, kind: Change['kind'], lines: readonly string[], says: string) {
  return { group: name, kind, hosts: group?.hosts ?? 0, lines: [...lines], says }
}

/** The file says all of a group's settings, so that those it does not name go. */
function unsetOf({ settings }: Wanted, group: GroupNow | undefined): string[] {
  return Object.keys(group?.current?.settings ?? {}).filter((name) => !Object.hasOwn(settings, name))
}

function desiredLines(group: GroupNow | undefined, { desired, resolved }: Accepted): string[] {
  const before = group?.current
  const { release, settings, policy } = desired
  const go = difference('go', before?.release, release)
  return [
    ...(resolved === null ? go : go.map((line) => `${line}, which ${resolved.asked} means now`)),
    ...settingLines(before?.settings ?? {}, settings),
    ...difference('policy', wordsOf(before?.policy), wordsOf(policy)),
  ]
}

const wordsOf = (policy: DesiredState['policy']) => describePolicy(policy ?? {}) || undefined

function settingLines(before: GoSettings, after: GoSettings): string[] {
  const [had, has] = [maskedSettings(before), maskedSettings(after)]
  const names = [...new Set([...Object.keys(had), ...Object.keys(has)])].sort()
  return names.flatMap((name) => {
    if (before[name] === after[name]) return []
    if (had[name] === has[name]) return [`${name}: other credentials`]
    return difference(name, had[name], has[name])
  })
}

/** What a file says of a group besides its desired state. */
interface Around {
  /** What the change is where nothing else differs. */
  readonly kind: 'windows' | 'drill' | 'unchanged'
  readonly lines: readonly string[]
  readonly also: Pick<GroupStep, 'drill' | 'windows'>
}

function aroundOf(wanted: Wanted, group: GroupNow | undefined): Around {
  const windows = windowLines(wanted, group)
  const drills = drillLines(wanted, group)
  return {
    kind: windows.length > 0 ? 'windows' : drills.length > 0 ? 'drill' : 'unchanged',
    lines: [...windows, ...drills],
    also: {
      ...(windows.length > 0 && wanted.windows ? { windows: wanted.windows } : {}),
      ...(drills.length > 0 ? { drill: wanted.drillEveryDays ?? null } : {}),
    },
  }
}

function windowLines({ windows }: Wanted, group: GroupNow | undefined): string[] {
  if (windows === undefined) return []
  const words = (of: readonly WindowSpec[]) => of.map(writeWindow).join('; ') || 'always'
  return difference('windows', words(group?.windows ?? []), words(windows))
}

function drillLines({ drillEveryDays }: Wanted, group: GroupNow | undefined): string[] {
  if (drillEveryDays === undefined) return []
  const words = (days: number | null | undefined) => (days ? `every ${days} days` : undefined)
  return difference('drill', words(group?.drillEveryDays), words(drillEveryDays))
}

function difference(name: string, before: string | undefined, after: string | undefined): string[] {
  return before === after ? [] : [`${name}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`]
}
