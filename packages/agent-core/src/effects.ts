import type { GoSettings, ObservedBytes, ObservedState } from '@goherd/model'
import type { ArchiveRef, Failure, HostEvent, HostReport, Phase } from '@goherd/protocol'
import type { ChangeScope, Memory } from './memory.js'

/** What is done to or asked of the disk. One at a time; each is answered by one `work-done` or `work-failed`. */
export type Work =
  | {
      readonly kind: 'observe'
      /** What is known from earlier checks of the tree that is expected to be current; the disk is not asked again. */
      readonly checked: {
        readonly release: string
        readonly bytes: ObservedBytes
        readonly goVersion: string | null
      } | null
    }
  | { readonly kind: 'verify-bytes'; readonly release: string }
  /** Makes a complete, genuine tree of it; a damaged one in its place makes room without a moment that has no go. */
  | {
      readonly kind: 'install'
      readonly release: string
      readonly archive: ArchiveRef
      /** Where this machine's owner says it is; null: the server this host is enrolled with. */
      readonly from: string | null
      /** Written into the new tree before it takes its place. */
      readonly settings: GoSettings
    }
  | { readonly kind: 'write-settings'; readonly release: string; readonly settings: GoSettings }
  | { readonly kind: 'snapshot'; readonly reason: string }
  | { readonly kind: 'activate'; readonly release: string }
  | { readonly kind: 'probe'; readonly release: string }
  | {
      readonly kind: 'activate-back'
      readonly scope: ChangeScope
      /** null: there was no managed release before; the link leads elsewhere again, or is taken away. */
      readonly release: string | null
      readonly elsewhere: string | null
      readonly settings: GoSettings
    }
  /** Removes trees the host does not need, sparing `keep` and whatever is pinned or in use. */
  | { readonly kind: 'remove'; readonly keep: readonly string[] }
export type WorkKind = Work['kind']

/** What a piece of work came to. */
export type WorkResult =
  | { readonly kind: 'observe'; readonly observed: ObservedState }
  | { readonly kind: 'verify-bytes'; readonly release: string; readonly bytes: ObservedBytes }
  /** How long each part took, for the timeline. */
  | {
      readonly kind: 'install'
      readonly steps: readonly {
        readonly kind: 'download' | 'hash' | 'unpack'
        readonly durationMs: number
      }[]
    }
  | { readonly kind: 'write-settings' }
  | { readonly kind: 'snapshot'; readonly id: string }
  | { readonly kind: 'activate' }
  | { readonly kind: 'probe'; readonly goVersion: string }
  | { readonly kind: 'activate-back' }
  | { readonly kind: 'remove'; readonly removed: readonly string[] }

/** How a change that was asked for on the machine itself ended. */
export type LocalOutcome =
  | { readonly ok: true; readonly release: string; readonly changed: boolean }
  | { readonly ok: false; readonly error: Failure }

export type TimerName = 'work' | 'report'

/** What a step asks for, in order. `persist` comes first: what follows happens only once the memory is saved. */
export type Effect =
  | { readonly kind: 'persist'; readonly memory: Memory }
  | { readonly kind: 'log-event'; readonly event: HostEvent }
  | { readonly kind: 'work'; readonly id: number; readonly work: Work }
  /** Ends an installation early; it still answers, as done or as failed with the code `aborted`. */
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'set-timer'; readonly timer: TimerName; readonly at: number }
  | { readonly kind: 'report'; readonly report: HostReport; readonly first: boolean }
  | { readonly kind: 'progress'; readonly phase: Phase }
  | { readonly kind: 'answer-local'; readonly id: string; readonly outcome: LocalOutcome }
export type EffectKind = Effect['kind']
