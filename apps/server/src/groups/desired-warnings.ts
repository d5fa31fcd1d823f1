import {
  type HostPolicy,
  languageLine,
  type NamedRelease,
  newerPatchOf,
  parseGoVersion,
  supportOf,
} from '@goherd/model'
import type { WindowSpec } from '@goherd/protocol'
import { windowState } from '@goherd/rollout-engine'
import { toWindow } from './to-window.js'

/** What a person should know who rolls a release out, each in one sentence. */
export function desiredWarnings(
  release: string,
  catalogue: readonly NamedRelease[],
  uncovered: readonly string[],
): string[] {
  return [...preRelease(release), ...support(release, catalogue), ...uncovered.map(noArchive(release))]
}

/**
 * What becomes of a policy on hosts whose agent does not know it yet.
 * @param unable the hosts, by name, whose agent only reports drift
 */
export function driftWarnings(policy: HostPolicy, unable: readonly string[]): string[] {
  if (policy.drift !== 'correct' || unable.length === 0) return []
  const [first = '', ...others] = unable
  const who =
    others.length === 0 ? `the agent of ${first}` : `the agents of ${first} and ${others.length} more`
  return [`${who} can only report drift: install the agent of this server there, or name it with --agent`]
}

/** A change by hand does not wait for the windows of its group: whoever makes it should know. */
export function closedWarnings(group: string, windows: readonly WindowSpec[], now: Date): string[] {
  const state = windowState(windows.map(toWindow), now.getTime())
  if (state.kind === 'open') return []
  const until = state.opensAt === null ? '' : ` until ${new Date(state.opensAt).toISOString().slice(0, 16)}Z`
  return [
    `the windows of ${group} are closed${until}: a change at once does not wait for them, a rollout does`,
  ]
}

function preRelease(release: string): string[] {
  return parseGoVersion(release)?.pre ? [`${release} is a pre-release`] : []
}

function support(release: string, catalogue: readonly NamedRelease[]): string[] {
  const version = parseGoVersion(release)
  if (!version) return []
  const line = languageLine(version)
  const newer = newerPatchOf(release, catalogue)
  return [
    ...(supportOf(release, catalogue) === 'unsupported'
      ? [`Go ${line} gets no more security fixes: two newer lines exist`]
      : []),
    ...(newer === undefined ? [] : [`${newer} is a newer patch of Go ${line}`]),
  ]
}

function noArchive(release: string) {
  return (platform: string) =>
    `${release} has no archive for ${platform}; hosts of that platform stay as they are`
}
