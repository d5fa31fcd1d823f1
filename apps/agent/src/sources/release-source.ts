import type { Fetch } from '@goherd/agent-core'
import type { NamedRelease } from '@goherd/model'

/** What a source has. */
export interface Catalogue {
  /** For this machine's platform, newest first. */
  readonly releases: readonly NamedRelease[]
  /** Names of those it has for other platforms only. */
  readonly elsewhere: readonly string[]
}

/** Why the bytes of an archive are believed to be genuine. */
export type Voucher =
  /** The index of the source gives the digest. */
  | { readonly kind: 'index'; readonly source: string }
  /** A `.sha256` file beside the archive does. */
  | { readonly kind: 'digest-file'; readonly source: string }
  /** Go's public log has the hash, and proved it. `size` is the log's, in records. */
  | { readonly kind: 'public-log'; readonly log: string; readonly size: number }
  /** No public log could be asked: the source alone says so. */
  | { readonly kind: 'proxy-alone'; readonly source: string; readonly why: string }
  | { readonly kind: 'nothing'; readonly source: string }

/** An archive that can be fetched now: digest and size are known. */
export interface Fetchable {
  readonly fetch: Fetch
  readonly voucher: Voucher
  /** Removes what was fetched on the way to here. To be called when the release is installed. */
  done(): Promise<void>
}

/** What looking for an archive may use and tell. */
export interface FetchWatch {
  /** A folder for what has to be fetched before its digest is known. */
  readonly cache: string
  readonly signal: AbortSignal
  onProgress(done: number, total: number): void
}

/** Somewhere that Go releases come from, for one platform. All of it throws AgentError. */
export interface ReleaseSource {
  readonly name: string
  /** undefined: it keeps no list, so only exact names can be asked for. */
  catalogue(signal: AbortSignal): Promise<Catalogue | undefined>
  find(release: string, watch: FetchWatch): Promise<Fetchable>
}

/** In one sentence, for the person who installs. */
export function describeVoucher(voucher: Voucher): string {
  switch (voucher.kind) {
    case 'index':
      return `the SHA-256 is the one that the index of ${voucher.source} gives`
    case 'digest-file':
      return `the SHA-256 is the one in the .sha256 file at ${voucher.source}; it is as genuine as that place`
    case 'public-log':
      return `the hash stands in Go's public log ${voucher.log}, proved against its signed tree of ${voucher.size} records`
    case 'proxy-alone':
      return `no public log could be asked (${voucher.why}): only ${voucher.source} vouches for this release`
    case 'nothing':
      return `nothing vouches for this release: ${voucher.source} has neither an index nor a .sha256 file for it`
  }
}

/** Whether a person should be warned before such a release is used. */
export function isWeak(voucher: Voucher): boolean {
  return voucher.kind === 'proxy-alone' || voucher.kind === 'nothing'
}
