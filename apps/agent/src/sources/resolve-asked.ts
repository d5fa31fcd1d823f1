import {
  isReleaseVersion,
  type NamedRelease,
  parseGoVersion,
  resolveRelease,
  type Support,
  supportOf,
} from '@goherd/model'
import { AgentError } from '../disk/agent-error.js'
import type { Catalogue } from './release-source.js'

/** What a person's words came to. */
export interface ResolvedRelease {
  readonly release: string
  /** Whether they named another thing than this very release. */
  readonly chosen: boolean
  readonly support: Support
}

/** Turns `1.22`, `go1.22.12` or `latest` into one release of a source. Throws what is wrong with it, and names what is near. */
export function resolveAsked(
  asked: string,
  catalogue: Catalogue | undefined,
  source: string,
): ResolvedRelease {
  if (catalogue === undefined) return { release: exactName(asked, source), chosen: false, support: 'unknown' }
  const { releases } = catalogue
  if (asked === 'latest') return newest(releases, source)
  const found = resolveRelease(asked, releases)
  switch (found.kind) {
    case 'exact':
    case 'resolved':
      return {
        release: found.release,
        chosen: found.kind === 'resolved',
        support: supportOf(found.release, releases),
      }
    case 'malformed':
      throw badVersion(asked)
    case 'unknown':
      throw unknown(asked, found.nearest, catalogue, source)
  }
}

/** The sentence for a person when a release is out of support, or has a newer patch; undefined when all is well. */
export function describeSupport(release: string, support: Support): string | undefined {
  const line = release.split('.').slice(0, 2).join('.')
  switch (support) {
    case 'unsupported':
      return `${line} is out of support: two newer lines of Go exist, and it gets no security fixes any more`
    case 'newer-patch':
      return `${release} is not the newest of ${line}: a later patch release fixes bugs in it`
    case 'supported':
    case 'unknown':
      return undefined
  }
}

function newest(releases: readonly NamedRelease[], source: string): ResolvedRelease {
  const first = releases.find(({ stable }) => stable)
  if (first) return { release: first.name, chosen: true, support: supportOf(first.name, releases) }
  throw new AgentError({
    code: 'release_unknown',
    message: `${source} has no stable release for this machine`,
    hint: 'Choose another source with --source.',
  })
}

function exactName(asked: string, source: string): string {
  const version = parseGoVersion(asked)
  if (version === undefined && asked !== 'latest') throw badVersion(asked)
  if (version !== undefined && isReleaseVersion(version)) return `go${asked.replace(/^go/, '')}`
  throw new AgentError({
    code: 'source_without_index',
    message: `${source} has no index of releases, so it cannot be told what ${asked} is`,
    hint: 'Ask for one release by its whole name, such as go1.22.12.',
  })
}

function badVersion(asked: string): AgentError {
  return new AgentError({
    code: 'bad_version',
    message: `"${asked}" is not the name of a Go release`,
    hint: 'Write it as go1.22.12, as 1.22 for the newest of that line, or as latest.',
  })
}

function unknown(
  asked: string,
  nearest: readonly string[],
  { elsewhere }: Catalogue,
  source: string,
): AgentError {
  const isElsewhere = elsewhere.includes(`go${asked.replace(/^go/, '')}`)
  return new AgentError({
    code: isElsewhere ? 'release_not_for_platform' : 'release_unknown',
    message: isElsewhere
      ? `${source} has ${asked} for other platforms than this one only`
      : `${source} has no Go ${asked.replace(/^go/, '')}`,
    hint:
      nearest.length === 0
        ? 'Run goherd-agent ls --remote to see what there is.'
        : `Nearest are ${nearest.join(', ')}; goherd-agent ls --remote lists all.`,
  })
}
