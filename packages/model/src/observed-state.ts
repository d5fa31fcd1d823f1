import type { EffectiveGo } from './effective-go.js'
import type { GoSettings } from './go-settings.js'

/** What the `current` link of a host is. */
export type ObservedLink =
  | { readonly kind: 'managed'; readonly release: string }
  | { readonly kind: 'missing' }
  /** Points somewhere Goherd does not own, or written in another form than Goherd writes it. */
  | { readonly kind: 'foreign'; readonly target: string }
  /** Points into `releases/`, at a tree that is not there or not complete. */
  | { readonly kind: 'dangling'; readonly target: string }
  | { readonly kind: 'not-a-link' }

/** What is known of the bytes of the current tree. */
export type ObservedBytes =
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'intact'; readonly checkedAt: string }
  | {
      readonly kind: 'changed'
      readonly checkedAt: string
      readonly count: number
      readonly sample: readonly string[]
    }

/** A release that is completely on the host's disk. */
export interface InstalledRelease {
  readonly release: string
  /** SHA-256 of its manifest, 64 hex digits. */
  readonly treeDigest: string
  /** Bytes on disk. */
  readonly size: number
  /** Somebody on the host keeps it: retention and uninstall leave it alone. */
  readonly pinned?: boolean | undefined
}

/** The record a host keeps of its Go state before a change. */
export interface SnapshotSummary {
  readonly id: string
  readonly parent: string | null
  readonly release: string | null
  readonly treeDigest: string | null
  readonly settings: GoSettings
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly takenAt: string
}

/** What an agent found on its host. */
export interface ObservedState {
  readonly link: ObservedLink
  /** The settings in the current tree's go.env that differ from the release's own file. */
  readonly settings: GoSettings
  /** What the last check of `current/bin/go version` printed, as a release name; null when there is no working go. */
  readonly goVersion: string | null
  readonly bytes: ObservedBytes
  /** SHA-256 over canonicalProof, made from what is on disk; null when there is nothing to prove. */
  readonly proof: string | null
  readonly installed: readonly InstalledRelease[]
  readonly snapshots: readonly SnapshotSummary[]
  /** What builds would really run; left out by an agent that has not looked yet. */
  readonly effective?: EffectiveGo | undefined
}

/** The release the host's link leads to, or null. */
export function observedRelease(observed: ObservedState): string | null {
  return observed.link.kind === 'managed' ? observed.link.release : null
}
