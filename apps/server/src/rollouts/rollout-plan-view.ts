import type { RolloutPlan } from '@goherd/protocol'
import { normalStages } from '@goherd/rollout-engine'
import { desiredWarnings, maskedSettings } from '../groups/index.js'
import { agentWarnings } from './agent-warnings.js'
import type { GroupChange } from './group-changes.js'
import type { PlanHost } from './plan-hosts.reader.js'
import type { PreparedRollout } from './prepared-rollout.js'
import { toAmountSpec } from './to-policy.js'
import { windowWarnings } from './window-warnings.js'

/** Names that are shown of each stage. */
const MOST_NAMES = 50
/** Notes about hosts that are shown: those that stay first. */
const MOST_NOTES = 200

/** A prepared rollout as people see it. `sizeOf` gives the bytes of an archive. */
export function rolloutPlanView(
  prepared: PreparedRollout,
  sizeOf: (release: string, platform: string) => number,
): RolloutPlan {
  const { spec, policy, changes, hosts, hash } = prepared
  const stages = normalStages(policy.stages)
  return {
    hash,
    spec: maskedSpec(spec),
    groups: changes.map((change) => groupOf(change, hosts)),
    resolved: changes.find(({ resolved }) => resolved !== null)?.resolved ?? null,
    hosts: hosts.length,
    stages: stageViews(prepared),
    notes: notesOf(prepared),
    conflicts: prepared.claims.map(({ rollout, group, says }) => ({ rollout, group, says })),
    download: downloadOf(prepared, sizeOf),
    canGoBack: hosts.filter(({ hasFrom }) => hasFrom).length,
    atLeastSeconds: stages.reduce((sum, { soakMs }) => sum + soakMs, 0) / 1_000,
    warnings: warningsOf(prepared),
  }
}

/** Credentials in the settings that a rollout changes are not shown again. */
export function maskedSpec(spec: RolloutPlan['spec']): RolloutPlan['spec'] {
  const { change } = spec
  if ('revision' in change || change.settings === undefined) return spec
  return { ...spec, change: { ...change, settings: maskedSettings(change.settings) } }
}

function groupOf(
  { group, current, to }: GroupChange,
  hosts: readonly PlanHost[],
): RolloutPlan['groups'][number] {
  return {
    group: group.name,
    hosts: hosts.filter(({ groupId }) => groupId === group.id).length,
    from: { revision: current?.revision ?? null, release: current?.release ?? null },
    to: { revision: to.revision, release: to.release, settings: maskedSettings(to.settings) },
  }
}

function stageViews({ policy, spec, hosts, drawing }: PreparedRollout): RolloutPlan['stages'] {
  const byId = new Map(hosts.map((host) => [host.id, host]))
  return normalStages(policy.stages).map(({ size }, index) => {
    const members = (drawing.stages[index] ?? []).flatMap((id) => byId.get(id) ?? [])
    const label = spec.spreadBy
    return {
      size: toAmountSpec(size),
      hosts: members.length,
      names: members
        .map(({ name }) => name)
        .sort()
        .slice(0, MOST_NAMES),
      platforms: countBy(members, ({ platform }) => platform),
      spread: label === null ? {} : countBy(members, ({ labels }) => labels[label] ?? 'none'),
    }
  })
}

function countBy(hosts: readonly PlanHost[], keyOf: (host: PlanHost) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const host of hosts) counts[keyOf(host)] = (counts[keyOf(host)] ?? 0) + 1
  return counts
}

function notesOf({ hosts, uncovered, changes }: PreparedRollout): RolloutPlan['notes'] {
  const releaseOf = new Map(changes.map(({ group, to }) => [group.id, to.release]))
  const stay = uncovered.map(({ name, group, groupId, platform }) => ({
    ...{ host: name, group },
    says: `${releaseOf.get(groupId) ?? 'the release'} has no archive for ${platform}: it stays as it is`,
  }))
  const wait = hosts.flatMap(({ name, group, online, hold }) => {
    const held = hold === null ? [] : [`held by ${hold.by} until ${hold.until}: it changes after that`]
    const away = online ? [] : ['offline: gets it when it is back']
    return [...held, ...away].map((says) => ({ host: name, group, says }))
  })
  return [...stay, ...wait].slice(0, MOST_NOTES)
}

function downloadOf(
  { hosts, changes }: PreparedRollout,
  sizeOf: (release: string, platform: string) => number,
): RolloutPlan['download'] {
  const releaseOf = new Map(changes.map(({ group, to }) => [group.id, to.release]))
  const without = hosts.filter(({ hasTo }) => !hasTo)
  const bytes = without.reduce(
    (sum, { groupId, platform }) => sum + sizeOf(releaseOf.get(groupId) ?? '', platform),
    0,
  )
  return { hosts: without.length, bytes }
}

function warningsOf(prepared: PreparedRollout): string[] {
  const { changes, hosts, unchanged, catalogue, drawing, uncovered, frozen, spec } = prepared
  const releases = [...new Set(changes.map(({ to }) => to.release))]
  const platforms = [...new Set(uncovered.map(({ platform }) => platform))].sort()
  const first = changes.filter(({ current }) => current === undefined).map(({ group }) => group.name)
  const canCover = spec.stages.length > 1 && drawing.uncovered.length > 0
  return [
    ...(frozen ? [`the fleet is frozen (${frozen.reason}): nothing starts until that is lifted`] : []),
    ...releases.flatMap((release) => desiredWarnings(release, catalogue, platforms)),
    ...agentWarnings(spec, changes, hosts),
    ...windowWarnings(prepared),
    ...(canCover ? [`the first stage has no host of ${drawing.uncovered.join(', ')}; make it larger`] : []),
    ...first.map((name) => `${name} has nothing to go back to: a revert leaves its hosts as they are`),
    ...unchanged.map((name) => `${name} is assigned exactly that already, and is left out`),
  ]
}
