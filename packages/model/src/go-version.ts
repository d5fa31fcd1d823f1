/** A Go release or language version, taken apart. Names are Go's own: `go1.22.12`, `go1.21rc1`, `1.22`. */
export interface GoVersion {
  readonly major: number
  readonly minor: number
  /** Absent for a bare language version such as `go1.22` and for pre-releases. */
  readonly patch: number | undefined
  readonly pre: { readonly kind: 'beta' | 'rc'; readonly number: number } | undefined
}

const NAME = /^(?:go)?(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*)|(beta|rc)(0|[1-9]\d*))?$/

/** Reads `go1.22.12`, `1.22`, `go1.21rc1`. Answers undefined for anything that Go itself would not name so. */
export function parseGoVersion(name: string): GoVersion | undefined {
  const match = NAME.exec(name)
  if (!match) return undefined
  const [, major, minor, patch, kind, number] = match
  return {
    major: Number(major),
    minor: Number(minor ?? 0),
    patch: patch === undefined ? undefined : Number(patch),
    pre: kind === undefined ? undefined : { kind: kind === 'rc' ? 'rc' : 'beta', number: Number(number) },
  }
}

/** Since Go 1.21 the first release of a line is `go1.N.0`, and `go1.N` names the language, which sorts before its pre-releases. */
function languageIsNotARelease(v: GoVersion): boolean {
  return v.major > 1 || v.minor >= 21
}

function rank(v: GoVersion): readonly [number, number] {
  if (v.pre) return [v.pre.kind === 'beta' ? 1 : 2, v.pre.number]
  if (v.patch !== undefined) return [3, v.patch]
  return languageIsNotARelease(v) ? [0, 0] : [3, 0]
}

/** Go's order: 1.20rc1 < 1.20 < 1.20.1, and 1.21 < 1.21rc1 < 1.21.0 < 1.21.1. Negative when `a` is older. Source: go/version.Compare. */
export function compareGoVersions(a: GoVersion, b: GoVersion): number {
  const [aKind, aNumber] = rank(a)
  const [bKind, bNumber] = rank(b)
  return a.major - b.major || a.minor - b.minor || aKind - bKind || aNumber - bNumber
}

/** Newest first, for release names; names that do not parse sort last, by name. */
export function compareReleaseNames(a: string, b: string): number {
  const left = parseGoVersion(a)
  const right = parseGoVersion(b)
  if (left && right) return compareGoVersions(right, left)
  if (left) return -1
  if (right) return 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** The language line of a version, as `1.22`. */
export function languageLine(v: GoLine): string {
  return `${v.major}.${v.minor}`
}

/** True when the version names one release, whose archives can exist: `go1.20`, `go1.22.0`, `go1.23rc1`, but not `go1.22`. */
export function isReleaseVersion(v: GoVersion): boolean {
  return v.pre !== undefined || v.patch !== undefined || !languageIsNotARelease(v)
}

/** A release as the catalogue knows it. */
export interface NamedRelease {
  readonly name: string
  readonly stable: boolean
}

/** What a request for a Go version came to. */
export type Resolution =
  | { readonly kind: 'exact'; readonly release: string }
  | { readonly kind: 'resolved'; readonly release: string; readonly line: string }
  | { readonly kind: 'malformed'; readonly asked: string }
  | { readonly kind: 'unknown'; readonly asked: string; readonly nearest: readonly string[] }

/**
 * Turns what a person asked for into one release. A language line (`1.22`) resolves to its newest stable patch; a full name
 * must be in the catalogue. `go1.20` is a release and also a line: with the prefix it is the release, without it the line.
 */
export function resolveRelease(asked: string, catalogue: readonly NamedRelease[]): Resolution {
  const version = parseGoVersion(asked)
  if (!version) return { kind: 'malformed', asked }
  const isLine = version.patch === undefined && version.pre === undefined
  const exact = catalogue.find((r) => r.name === `go${asked.replace(/^go/, '')}`)
  if (exact && (!isLine || asked.startsWith('go'))) return { kind: 'exact', release: exact.name }
  const ofLine = releasesOfLine(version, catalogue)
  if (isLine) {
    const newest = ofLine.find((r) => r.stable)
    if (newest) return { kind: 'resolved', release: newest.name, line: languageLine(version) }
  }
  const nearest = (
    ofLine.length > 0 ? ofLine : [...catalogue].sort((a, b) => compareReleaseNames(a.name, b.name))
  ).slice(0, 3)
  return { kind: 'unknown', asked, nearest: nearest.map((r) => r.name) }
}

function releasesOfLine(version: GoVersion, catalogue: readonly NamedRelease[]): NamedRelease[] {
  const line = languageLine(version)
  return catalogue
    .filter((r) => {
      const parsed = parseGoVersion(r.name)
      return parsed !== undefined && languageLine(parsed) === line
    })
    .sort((a, b) => compareReleaseNames(a.name, b.name))
}

/** How Go supports a release: a line is supported until two newer stable lines exist. */
export type Support = 'supported' | 'newer-patch' | 'unsupported' | 'unknown'

/**
 * The newest line that was out when this was built: 1.27, of August 2026. A mirror that keeps only old releases
 * does not make them young again.
 */
const NEWEST_KNOWN: GoLine = { major: 1, minor: 27 }

interface GoLine {
  readonly major: number
  readonly minor: number
}

/**
 * The support status of a release as seen from a catalogue and from what was out when this was built.
 * `unknown` when its name does not parse, or when the catalogue has no stable release and the line may still be supported.
 */
export function supportOf(
  release: string,
  catalogue: readonly NamedRelease[],
  newestKnown: GoLine = NEWEST_KNOWN,
): Support {
  const version = parseGoVersion(release)
  if (!version) return 'unknown'
  const stable = catalogue.flatMap((r) => {
    const parsed = r.stable ? parseGoVersion(r.name) : undefined
    return parsed ? [parsed] : []
  })
  if (newerLines(version, [...stable, newestKnown]) >= 2) return 'unsupported'
  if (stable.length === 0) return 'unknown'
  return newerPatchOf(release, catalogue) === undefined ? 'supported' : 'newer-patch'
}

/** The newest stable patch of the same line, if it is newer; undefined also for a name that does not parse. */
export function newerPatchOf(release: string, catalogue: readonly NamedRelease[]): string | undefined {
  const version = parseGoVersion(release)
  if (!version) return undefined
  const newest = releasesOfLine(version, catalogue).find(({ stable }) => stable)
  return newest !== undefined && compareReleaseNames(newest.name, release) < 0 ? newest.name : undefined
}

/** How many lines are newer, those between included: Go leaves no number out within a major version. */
function newerLines(version: GoLine, others: readonly GoLine[]): number {
  const same = others.filter(({ major }) => major === version.major).map(({ minor }) => minor)
  const later = others.filter(({ major }) => major > version.major).map(languageLine)
  return Math.max(0, ...same.map((minor) => minor - version.minor)) + new Set(later).size
}
