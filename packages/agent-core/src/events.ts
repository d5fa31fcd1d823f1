import type { GoSettings } from '@goherd/model'
import type { ArchiveRef, Failure, Maintenance } from '@goherd/protocol'
import type { TimerName, WorkResult } from './effects.js'
import type { Accepted, Memory } from './memory.js'

/** A change somebody asks for on the machine itself. */
export type LocalWish =
  | { readonly kind: 'use'; readonly release: string }
  /** Puts a release on the disk; makes it active too where it should, or where nothing is active yet. */
  | {
      readonly kind: 'install'
      readonly release: string
      readonly fetch: Fetch
      readonly activate: boolean
    }
  /** `snapshot` null: the newest one that differs from what is active. `fetch`: where its tree comes from when it is gone. */
  | { readonly kind: 'rollback'; readonly snapshot: string | null; readonly fetch: Fetch | null }
  /** Settings of the active release; what is in neither stays. */
  | { readonly kind: 'set-env'; readonly set: GoSettings; readonly unset: readonly string[] }
  | { readonly kind: 'uninstall'; readonly release: string }
  | { readonly kind: 'snapshot'; readonly reason: string }

/** An archive and where this machine's owner says it is: an address or a path, opaque here. */
export interface Fetch {
  readonly archive: ArchiveRef
  readonly from: string
}
export interface LocalRequest {
  readonly id: string
  readonly wish: LocalWish
}

/** What the world tells the agent, without its stamp. */
export type Happening =
  | { readonly kind: 'started'; readonly memory: Memory }
  /** A verified assignment. Older epochs than the newest accepted one are refused here, not before. */
  | { readonly kind: 'assigned'; readonly assignment: Accepted }
  | {
      readonly kind: 'work-done'
      readonly id: number
      readonly result: WorkResult
      readonly durationMs: number
    }
  | { readonly kind: 'work-failed'; readonly id: number; readonly error: Failure }
  | {
      readonly kind: 'install-progressed'
      readonly id: number
      readonly stage: 'downloading' | 'unpacking'
      /** Bytes. */
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'connected'; readonly lastSeq: number }
  | { readonly kind: 'disconnected' }
  | {
      readonly kind: 'report-answered'
      readonly seq: number
      /** `committed`, or not: refused by the server or unanswered in time. */
      readonly answer: 'committed' | 'refused' | 'unanswered'
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'recheck-asked'; readonly bytes: boolean }
  | { readonly kind: 'local-asked'; readonly request: LocalRequest }
  /** Whoever asked does not want it any more: what is not visible yet is broken off. */
  | { readonly kind: 'local-cancelled'; readonly id: string }
  /** Somebody keeps this host as it is for a while, or not any more. */
  | { readonly kind: 'hold-changed'; readonly hold: Maintenance | null }
  /** Something about the agent itself that its timeline should tell. */
  | { readonly kind: 'noted'; readonly message: string; readonly error?: Failure | undefined }
  | { readonly kind: 'timer'; readonly timer: TimerName }
export type EventKind = Happening['kind']

/** The stamp of an event: the clock and one random number, so that `step` needs neither. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly at: number
  /** In [0, 1). */
  readonly random: number
}

export type AgentEvent = Happening & Stamp

/** Every kind of event, for tables and generators. */
export const EVENT_KINDS_OF_AGENT = [
  'started',
  'assigned',
  'work-done',
  'work-failed',
  'install-progressed',
  'heartbeat',
  'connected',
  'disconnected',
  'report-answered',
  'recheck-asked',
  'local-asked',
  'local-cancelled',
  'hold-changed',
  'noted',
  'timer',
] as const satisfies readonly EventKind[]
