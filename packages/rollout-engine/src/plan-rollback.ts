import { compare, type DesiredState, type ObservedState, observedRelease, ofManagedGo } from '@goherd/model'
import { type GroupLineage, lastGood, type RecalledReleases, type RevisionNode } from './lineage.js'

/** A host of the scope, as last heard of. */
export interface RollbackHostFacts {
  readonly id: string
  readonly name: string
  readonly group: string
  readonly platform: string
  readonly online: boolean
  /** null when it never reported. */
  readonly observed: ObservedState | null
  /** Set while somebody keeps it as it is; an emergency rollback goes over that. */
  readonly hold?: Hold | null | undefined
}

/** Who keeps a host as it is, and until when (ISO 8601). */
export interface Hold {
  readonly by: string
  readonly until: string
}

/** Everything the plan depends on. */
export interface RollbackRequest {
  readonly target: 'last-good' | number
  /** The groups of the scope that manage their hosts. */
  readonly groups: readonly GroupLineage[]
  readonly hosts: readonly RollbackHostFacts[]
  /** A revision named by number that may belong to a group outside the scope. */
  readonly named: RevisionNode | null
  /** Platforms for which an archive of a release can be had, by release. */
  readonly platforms: Readonly<Record<string, readonly string[]>>
  /** `last-good` passes them over; a revision with one of them is refused when it is named. */
  readonly recalled?: RecalledReleases
}

/** What becomes of one group. */
export interface GroupStep {
  readonly group: string
  readonly hosts: number
  readonly from: { readonly revision: number; readonly release: string }
  readonly to: { readonly revision: number } & DesiredState
  readonly why: GroupReason
}

/** Why a group goes where it goes. */
export type GroupReason =
  | { readonly kind: 'last-proved'; readonly goodAt: string }
  | { readonly kind: 'never-proved' }
  | { readonly kind: 'named' }
  | { readonly kind: 'stays'; readonly because: 'no-earlier-revision' | 'earlier-ones-recalled' }

/** What becomes of one host. */
export interface HostStep {
  readonly id: string
  readonly name: string
  readonly group: string
  readonly from: string | null
  readonly to: string
  readonly fate: HostFate
  readonly hold: Hold | null
}

/** The four things a rollback can mean for a host, with what an operator wants to know of each. */
export type HostFate =
  | { readonly kind: 'will-change'; readonly bytes: 'on-host' | 'download' }
  | { readonly kind: 'already' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'cannot'; readonly because: 'no-archive-for-platform' }

/** Why there is no plan. */
export type RollbackRefusal =
  | { readonly kind: 'no-hosts' }
  | {
      readonly kind: 'no-earlier-revision' | 'earlier-ones-recalled'
      readonly groups: readonly string[]
    }
  | { readonly kind: 'nothing-assigned'; readonly groups: readonly string[] }
  | { readonly kind: 'unknown-revision'; readonly revision: number }
  | { readonly kind: 'recalled-release'; readonly revision: number; readonly release: string }

export type RollbackPlanning =
  | { readonly kind: 'plan'; readonly groups: readonly GroupStep[]; readonly hosts: readonly HostStep[] }
  | { readonly kind: 'refused'; readonly refusal: RollbackRefusal }

const refused = (refusal: RollbackRefusal): RollbackPlanning => ({ kind: 'refused', refusal })

/**
 * What a rollback would do to each group and host. Groups that never had a revision are left out; with `last-good`, a group
 * without an earlier revision stays where it is, and only when that is true of all of them is there no plan.
 */
export function planRollback(request: RollbackRequest): RollbackPlanning {
  if (request.hosts.length === 0) return refused({ kind: 'no-hosts' })
  if (request.target !== 'last-good' && request.named === null) {
    return refused({ kind: 'unknown-revision', revision: request.target })
  }
  if (request.named && request.recalled?.has(request.named.release)) {
    const { number, release } = request.named
    return refused({ kind: 'recalled-release', revision: number, release })
  }
  const counts = countByGroup(request.hosts)
  const groups = request.groups.flatMap((lineage) => stepOf(lineage, counts, request))
  if (groups.length === 0) {
    return refused({ kind: 'nothing-assigned', groups: request.groups.map((g) => g.group) })
  }
  if (groups.every((step) => step.why.kind === 'stays')) {
    const recalled = groups.filter(
      ({ why }) => why.kind === 'stays' && why.because === 'earlier-ones-recalled',
    )
    const kind = recalled.length > 0 ? 'earlier-ones-recalled' : 'no-earlier-revision'
    return refused({ kind, groups: (recalled.length > 0 ? recalled : groups).map((step) => step.group) })
  }
  const byGroup = new Map(groups.map((step) => [step.group, step]))
  const hosts = request.hosts.flatMap((host): HostStep[] => {
    const step = byGroup.get(host.group)
    return step ? [hostStep(host, step.to, request.platforms)] : []
  })
  return hosts.length === 0 ? refused({ kind: 'no-hosts' }) : { kind: 'plan', groups, hosts }
}

function countByGroup(hosts: readonly RollbackHostFacts[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { group } of hosts) counts.set(group, (counts.get(group) ?? 0) + 1)
  return counts
}

function stepOf(
  lineage: GroupLineage,
  counts: ReadonlyMap<string, number>,
  request: RollbackRequest,
): GroupStep[] {
  const current = lineage.revisions.find((revision) => revision.number === lineage.current)
  if (!current) return []
  const { to, why } = targetOf(lineage, current, request)
  return [
    {
      group: lineage.group,
      hosts: counts.get(lineage.group) ?? 0,
      from: { revision: current.number, release: current.release },
      to: { revision: to.number, release: to.release, settings: to.settings },
      why,
    },
  ]
}

function targetOf(
  lineage: GroupLineage,
  current: RevisionNode,
  request: RollbackRequest,
): { readonly to: RevisionNode; readonly why: GroupReason } {
  if (request.named) return { to: request.named, why: { kind: 'named' } }
  const good = lastGood(lineage, request.recalled)
  switch (good.kind) {
    case 'proved':
      return { to: good.revision, why: { kind: 'last-proved', goodAt: good.revision.goodAt ?? '' } }
    case 'never-proved':
      return { to: good.revision, why: { kind: 'never-proved' } }
    case 'all-recalled':
      return { to: current, why: { kind: 'stays', because: 'earlier-ones-recalled' } }
    case 'none':
      return { to: current, why: { kind: 'stays', because: 'no-earlier-revision' } }
  }
}

function hostStep(
  host: RollbackHostFacts,
  to: DesiredState,
  platforms: RollbackRequest['platforms'],
): HostStep {
  const { id, name, group, observed } = host
  const from = observed === null ? null : observedRelease(observed)
  return { id, name, group, from, to: to.release, fate: fateOf(host, to, platforms), hold: host.hold ?? null }
}

function fateOf(
  host: RollbackHostFacts,
  to: DesiredState,
  platforms: RollbackRequest['platforms'],
): HostFate {
  const onHost = host.observed?.installed.some((r) => r.release === to.release) ?? false
  if (!onHost && !platforms[to.release]?.includes(host.platform)) {
    return { kind: 'cannot', because: 'no-archive-for-platform' }
  }
  if (!host.online) return { kind: 'offline' }
  const matches =
    host.observed !== null && ofManagedGo(compare(to, host.observed, { reached: false })).length === 0
  return matches ? { kind: 'already' } : { kind: 'will-change', bytes: onHost ? 'on-host' : 'download' }
}

/** The releases that a plan leaves behind: those of groups that move, unless a group goes to one of them or stays there. Sorted. */
export function leftReleases(groups: readonly GroupStep[]): string[] {
  const kept = new Set(groups.map(({ to }) => to.release))
  const left = groups.map(({ from }) => from.release).filter((release) => !kept.has(release))
  return [...new Set(left)].sort()
}

/** One sentence on why a group goes where it goes. */
export function describeGroupReason(why: GroupReason): string {
  switch (why.kind) {
    case 'last-proved':
      return 'the last revision that every live host proved'
    case 'never-proved':
      return 'the revision before; no earlier one was ever proved by all live hosts'
    case 'named':
      return 'the revision that was named'
    case 'stays':
      return why.because === 'no-earlier-revision'
        ? 'stays where it is: there is no earlier revision'
        : 'stays where it is: the release of every earlier revision is recalled'
  }
}

/** A few words on what becomes of a host. */
export function describeFate(fate: HostFate): string {
  switch (fate.kind) {
    case 'will-change':
      return fate.bytes === 'on-host' ? 'restores from its own disk' : 'downloads the release first'
    case 'already':
      return 'already there'
    case 'offline':
      return 'offline: gets it first when it is back'
    case 'cannot':
      return 'there is no archive of the release for its platform'
  }
}

/** A few words on a hold. */
export function describeHold({ by, until }: Hold): string {
  return `held by ${by} until ${until}`
}

/** One sentence on why there is no plan, ending in what to do. */
export function describeRollbackRefusal(refusal: RollbackRefusal): string {
  switch (refusal.kind) {
    case 'no-hosts':
      return 'no managed host is in the scope; enroll one or choose another scope'
    case 'no-earlier-revision':
      return `${refusal.groups.join(', ')} has no revision before its current one; name a revision instead`
    case 'earlier-ones-recalled':
      return `the release of every earlier revision of ${refusal.groups.join(', ')} is recalled; lift a recall, or name a revision`
    case 'nothing-assigned':
      return `nothing was ever assigned to ${refusal.groups.join(', ')}; set a desired state first`
    case 'unknown-revision':
      return `there is no revision ${refusal.revision}; see the group's history`
    case 'recalled-release':
      return `revision ${refusal.revision} has ${refusal.release}, which is recalled; name another, or lift the recall`
  }
}
