import type { Failure } from '@goherd/protocol'
import type { TimerName, WorkResult } from './effects.js'
import type { Accepted, Memory } from './memory.js'

/** A change somebody asks for on the machine itself. */
export type LocalWish =
  | { readonly kind: 'use'; readonly release: string }
  /** null: the newest snapshot that differs from what is active. */
  | { readonly kind: 'rollback'; readonly snapshot: string | null }
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
  'timer',
] as const satisfies readonly EventKind[]
