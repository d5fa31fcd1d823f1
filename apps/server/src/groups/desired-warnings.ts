import { languageLine, type NamedRelease, parseGoVersion, resolveRelease, supportOf } from '@goherd/model'

/** What a person should know who rolls a release out, each in one sentence. */
export function desiredWarnings(
  release: string,
  catalogue: readonly NamedRelease[],
  uncovered: readonly string[],
): string[] {
  return [...preRelease(release), ...support(release, catalogue), ...uncovered.map(noArchive(release))]
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
