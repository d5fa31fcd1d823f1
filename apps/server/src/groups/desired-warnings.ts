import {
  type HostPolicy,
  languageLine,
  type NamedRelease,
  parseGoVersion,
  resolveRelease,
  supportOf,
} from '@goherd/model'

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

function preRelease(release: string): string[] {
  return parseGoVersion(release)?.pre ? [`${release} is a pre-release`] : []
}

function support(release: string, catalogue: readonly NamedRelease[]): string[] {
  const version = parseGoVersion(release)
  if (!version) return []
  const line = languageLine(version)
  switch (supportOf(release, catalogue)) {
    case 'unsupported':
      return [`Go ${line} gets no more security fixes: two newer lines exist`]
    case 'newer-patch': {
      const newest = resolveRelease(line, catalogue)
      return newest.kind === 'resolved' ? [`${newest.release} is a newer patch of Go ${line}`] : []
    }
    case 'supported':
    case 'unknown':
      return []
  }
}

function noArchive(release: string) {
  return (platform: string) =>
    `${release} has no archive for ${platform}; hosts of that platform stay as they are`
}
