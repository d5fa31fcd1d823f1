import { type DesiredState, type GoSettings, type HostPolicy, POLICY_PARTS } from '@goherd/model'
import type { SetDesired } from '@goherd/protocol'

/** One line of the difference between two desired states. `null` means not set. */
export interface DesiredChange {
  /** `Go`, the name of a setting, or `policy.` and the part of the policy. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

function settingChanges(before: GoSettings, after: GoSettings): DesiredChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((change) => change.before !== change.after)
}

const POLICY = 'policy.'

function policyChanges(before: HostPolicy, after: HostPolicy): DesiredChange[] {
  const text = (value: string | number | undefined) => value?.toString() ?? null
  return POLICY_PARTS.map((part) => ({
    name: `${POLICY}${part}`,
    before: text(before[part]),
    after: text(after[part]),
  })).filter(({ name, before: was, after: is }) => meaning(name, was) !== meaning(name, is))
}

/** A policy that does not speak of drift means that it is reported. */
function meaning(name: string, value: string | null): string | null {
  return name === `${POLICY}drift` ? (value ?? 'report') : value
}

/** What changes from one desired state to another: the release first, then the settings by name, then the policy. Empty means nothing does. */
export function diffDesired(before: DesiredState | null, after: DesiredState): DesiredChange[] {
  const release = { name: 'Go', before: before?.release ?? null, after: after.release }
  return [
    ...(release.before === release.after ? [] : [release]),
    ...settingChanges(before?.settings ?? {}, after.settings),
    ...policyChanges(before?.policy ?? {}, after.policy ?? {}),
  ]
}

/** The request that makes these changes and leaves everything else as it is, masked secrets included. A policy goes whole. */
export function toSetDesired(
  changes: readonly DesiredChange[],
  {
    reason,
    expectedRevision,
    policy,
  }: {
    readonly reason: string
    readonly expectedRevision: number | null
    readonly policy?: HostPolicy
  },
): SetDesired {
  const go = changes.find(({ name }) => name === 'Go')?.after
  const settings = changes.filter(({ name }) => name !== 'Go' && !name.startsWith(POLICY))
  const isPolicy = changes.some(({ name }) => name.startsWith(POLICY))
  const set = settings.flatMap(({ name, after }) => (after === null ? [] : [[name, after] as const]))
  const unset = settings.flatMap(({ name, after }) => (after === null ? [name] : []))
  return {
    reason,
    expectedRevision,
    ...(go ? { go } : {}),
    ...(isPolicy && policy ? { policy } : {}),
    ...(set.length === 0 ? {} : { settings: Object.fromEntries(set) }),
    ...(unset.length === 0 ? {} : { unset }),
  }
}
