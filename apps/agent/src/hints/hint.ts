import { compareReleaseNames, parseGoVersion, resolveRelease } from '@goherd/model'

/** What a file asks for. */
export type Want =
  | { readonly kind: 'release'; readonly release: string; readonly orNewer: OrNewer }
  /** A language line, as `1.22`: its newest patch. */
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'latest' }

/** Whether a newer patch of the same line is what is asked for: for a toolchain line it will do, for a minimum it is better to fetch. */
export type OrNewer = 'no' | 'will-do' | 'better'

/** What a line of a file asks for, in its own words. */
export interface Ask {
  /** From 1 on. */
  readonly line: number
  readonly asks: string
  readonly want: Want
}

/** A folder's hint: what asks, where. */
export interface Hint extends Ask {
  /** An absolute path. */
  readonly file: string
}

/** A line that asks for something that is no version of Go. */
export class OddLine extends Error {
  override readonly name = 'OddLine'
  readonly line: number

  constructor(line: number, reason: string) {
    super(reason)
    this.line = line
  }
}

/** Reads a version as people write it: `1.22.12`, `go1.22`, `latest`, `1`. Throws OddLine. Pure. */
export function readAsk(asks: string, line: number, o: { readonly orNewer: OrNewer }): Ask {
  const text = asks.replace(/^prefix:/, '').replace(/^v(?=\d)/, '')
  if (text === 'latest' || text === '1') return { line, asks, want: { kind: 'latest' } }
  const version = parseGoVersion(text)
  if (version === undefined || version.major < 1)
    throw new OddLine(line, `${JSON.stringify(asks)} is not a version of Go`)
  const name = text.replace(/^go/, '')
  const isLine = version.patch === undefined && version.pre === undefined
  return isLine
    ? { line, asks, want: { kind: 'line', line: name } }
    : { line, asks, want: { kind: 'release', release: `go${name}`, orNewer: o.orNewer } }
}

/** The installed release that a want comes to; undefined when it is not on this host. Pure. */
export function resolveWant(want: Want, installed: readonly string[]): string | undefined {
  const newestFirst = [...installed].sort(compareReleaseNames)
  const stable = newestFirst.filter((name) => parseGoVersion(name)?.pre === undefined)
  switch (want.kind) {
    case 'latest':
      return stable[0]
    case 'line': {
      const found = resolveRelease(
        want.line,
        stable.map((name) => ({ name, stable: true })),
      )
      return found.kind === 'resolved' || found.kind === 'exact' ? found.release : undefined
    }
    case 'release':
      if (installed.includes(want.release)) return want.release
      return want.orNewer === 'no' ? undefined : stable.find((name) => isNewerPatch(name, want.release))
  }
}

/** What `goherd-agent install` is told for a want. Pure. */
export function installArgument(want: Want): string {
  switch (want.kind) {
    case 'latest':
      return 'latest'
    case 'line':
      return want.line
    case 'release':
      return want.orNewer === 'better' ? want.release.replace(/^go(\d+\.\d+).*$/, '$1') : want.release
  }
}

function isNewerPatch(name: string, than: string): boolean {
  const [a, b] = [parseGoVersion(name), parseGoVersion(than)]
  if (a === undefined || b === undefined || a.major !== b.major || a.minor !== b.minor) return false
  return compareReleaseNames(name, than) < 0
}
