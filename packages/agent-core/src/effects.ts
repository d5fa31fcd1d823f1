import type { GoSettings, ObservedBytes, ObservedState } from '@goherd/model'
import type { ArchiveRef, Failure, HostEvent, HostReport, Phase } from '@goherd/protocol'
import type { ChangeScope, Memory } from './memory.js'

/** An archive, and where it comes from. */
export interface Download {
  readonly archive: ArchiveRef
  /** Where this machine's owner says it is; null: the server this host is enrolled with. */
  readonly from: string | null
}

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
  /** `manual`: somebody asked for it by hand; such a one is not pushed out by those the agent takes by itself. */
  | { readonly kind: 'snapshot'; readonly reason: string; readonly manual: boolean }
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
  /** Counts the processes that run from a release's tree or have files of it open. */
  | { readonly kind: 'count-builds'; readonly release: string }
  /** Removes trees the host does not need, sparing `keep` and whatever is pinned or in use. */
  | { readonly kind: 'remove'; readonly keep: readonly string[] }
  /** Removes one release and everything that leads there. Fails when a process uses it. */
  | { readonly kind: 'uninstall'; readonly release: string }
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
  | { readonly kind: 'count-builds'; readonly builds: number }
  | { readonly kind: 'remove'; readonly removed: readonly string[] }
  /** `freed` in bytes. */
  | { readonly kind: 'uninstall'; readonly freed: number }

/** What came of a wish on the machine itself. */
export interface LocalSuccess {
  readonly ok: true
  /** The release it was about: active now, present, or gone. */
  readonly release: string
  readonly changed: boolean
  /** The id of the snapshot that was asked for; null for other wishes. */
  readonly snapshot: string | null
  /** Bytes that an uninstall gave back; null for other wishes. */
  readonly freed: number | null
}

/** How a wish on the machine itself ended. */
export type LocalOutcome = LocalSuccess | { readonly ok: false; readonly error: Failure }

/** `hold`: a maintenance lock ends by itself. */
export type TimerName = 'work' | 'report' | 'hold'

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
