import type { RolloutView } from '@goherd/protocol'
import { formatCount } from '../../ui/quantities'

type Named = Pick<RolloutView, 'groups'>

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}

const AT_MOST = 2

/** `build`, `build and test`, `build, test and 3 more`. */
export function describeGroups({ groups }: Named): string {
  const names = groups.map(({ group }) => group)
  const rest = names.length - AT_MOST
  if (rest > 0) return `${names.slice(0, AT_MOST).join(', ')} and ${formatCount(rest)} more`
  return names.join(' and ')
}

/** What a rollout takes its groups to: a release, or the settings when the release stays. */
function describeTarget({ groups }: Named): string {
  const releases = unique(groups.flatMap(({ to }) => to.release ?? []))
  const stays = groups.every(({ from, to }) => from.release === to.release)
  if (releases.length === 1 && !stays) return releases.join('')
  return stays ? 'New settings' : 'An earlier state'
}

/** The name of a rollout for people: `go1.23.5 on build`. */
export function rolloutName(rollout: Named): string {
  return `${describeTarget(rollout)} on ${describeGroups(rollout)}`
}

/** Each pair of releases that some group goes between, once. `null` is nothing. */
export function moves({ groups }: Named): { readonly from: string | null; readonly to: string | null }[] {
  const seen = new Map(
    groups.map(({ from, to }) => [`${from.release} ${to.release}`, { from: from.release, to: to.release }]),
  )
  return [...seen.values()]
}
