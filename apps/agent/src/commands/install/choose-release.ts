import { isReleaseVersion, parseGoVersion } from '@goherd/model'
import type { Display } from '../../progress/index.js'
import { describeSupport, type ReleaseSource, resolveAsked } from '../../sources/index.js'

/** The release that words name by themselves, whatever a source has; undefined for lines (`1.22`) and `latest`. */
export function exactlyAsked(asked: string): string | undefined {
  const version = parseGoVersion(asked)
  if (version === undefined || !isReleaseVersion(version)) return undefined
  // Without the prefix 1.20 is the line, with it the release.
  const isLine = version.patch === undefined && version.pre === undefined
  return isLine && !asked.startsWith('go') ? undefined : `go${asked.replace(/^go/, '')}`
}

/** Asks a source what was meant, and says what it came to and whether Go still supports it. */
export async function chooseRelease(
  asked: string,
  source: ReleaseSource,
  display: Display,
  signal: AbortSignal,
): Promise<string> {
  const { release, chosen, support } = resolveAsked(asked, await source.catalogue(signal), source.name)
  if (chosen) display.note(`${asked} is ${release}, by ${source.name}`, { kind: 'resolved', asked, release })
  const concern = describeSupport(release, support)
  if (concern !== undefined && (support === 'unsupported' || !chosen))
    display.warn(concern, { release, support })
  return release
}
