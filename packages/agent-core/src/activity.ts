import type { DesiredState, ObservedBytes } from '@goherd/model'
import type { Failure } from '@goherd/protocol'
import type { Download } from './effects.js'
import type { ChangeScope, Standing } from './memory.js'

/*
 *  What an agent does at a moment. Every arrow but the timers' is the answer to the one piece of work in flight.
 *
 *   starting ── started ──> observing <──────────────────────────────────────────────┐
 *                             │  plan(): what is the next thing to do?               │
 *          ┌──────────┬───────┼──────────────┬───────────────┐                       │
 *          ▼          ▼       ▼              ▼               ▼                       │
 *        idle      waiting   removing   verifying,      a journal is found:          │
 *          │          │        │        checking        checking / switching-back    │
 *          │heartbeat │timer   │        snapshotting                                 │
 *          │          │        │        uninstalling (no change: upkeep, or a wish)  │
 *          └──────────┴────────┴──────────────┴──────────────────────────────────────┤
 *                                                                                    │
 *   a change:                                                                        │
 *   verifying ──intact──┐                                                            │
 *       │ changed       ▼                                                            │
 *       └─> installing ─> configuring ─> snapshotting ─> switching ─> checking ──ok──┤
 *               │             │               │              │           │           │
 *               │             │               │              └───failed──┤           │
 *               │             │               │                          ▼           │
 *               └──failed─────┴───────────────┴──────────────>     switching-back ───┤
 *                        (recorded, nothing was visible)         (then recorded)     │
 *                                                                                    │
 *   Between snapshotting and switching an assignment may wait for running builds: counting ─builds─> draining ─timer─> counting.
 *   A change whose goal is a release that is merely present ends after verifying or installing.
 *
 *   A newer assignment sends verifying … draining back to observing at their next answer (a download is aborted);
 *   switching, checking and switching-back finish first. `configuring` is skipped when only settings change: there
 *   `switching` is the rename of go.env.
 */

/** One change on its way: from what stands to what is wanted. */
export interface Change {
  /** The epoch that asked for it, or the local request that did. */
  readonly cause:
    | { readonly kind: 'assignment'; readonly epoch: number }
    | { readonly kind: 'local'; readonly requestId: string }
  readonly target: DesiredState
  /** `present`: its tree is to be on the disk, and nothing else changes. */
  readonly goal: 'active' | 'present'
  /** Where the target's tree comes from when it is not there, or not as it should be. */
  readonly fetch: Download | null
  /** The digest that the target's tree must have; null: whatever was installed as this release. */
  readonly tree: string | null
  /**
   * Of a tree that is there every byte is read first: in `doubt`, unless it is active and sound; before a `change`, even of that one;
   * `always`, even when nothing else is to change.
   */
  readonly reads: 'doubt' | 'change' | 'always'
  readonly from: Standing
  readonly scope: ChangeScope
  /** Is a complete tree of the target release there, as far as its manifest tells? */
  readonly installed: boolean
  /** What is known of the bytes of the target tree, once this change has looked at them or written them. */
  readonly bytes: ObservedBytes | null
  /** Did this change fetch the tree? */
  readonly fetched: boolean
  /** Whoever asked has gone: it ends at its next answer. */
  readonly dropped: boolean
  readonly reason: string
}

/** Why an agent waits before a change. */
export type Wait =
  | { readonly kind: 'backoff'; readonly error: Failure; readonly until: number }
  /** Spreads the downloads of a group over a moment. */
  | { readonly kind: 'jitter'; readonly until: number }

export type Activity =
  | { readonly kind: 'starting' }
  | { readonly kind: 'observing'; readonly work: number }
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly wait: Wait }
  | {
      readonly kind: 'verifying'
      readonly work: number
      readonly release: string
      readonly change: Change | null
    }
  | {
      readonly kind: 'installing'
      readonly work: number
      readonly change: Change
      readonly stage: 'downloading' | 'unpacking'
      readonly done: number
      readonly total: number
      readonly toldAt: number
    }
  | { readonly kind: 'configuring'; readonly work: number; readonly change: Change }
  | {
      readonly kind: 'snapshotting'
      readonly work: number
      /** null: a snapshot for its own sake. */
      readonly change: Change | null
      /** Who waits for the snapshot itself; '' is nobody. */
      readonly requestId: string
    }
  | {
      readonly kind: 'counting'
      readonly work: number
      readonly change: Change
      /** What the last count came to; null before the first. */
      readonly builds: number | null
    }
  | {
      readonly kind: 'draining'
      readonly change: Change
      readonly builds: number
      /** When the switch goes on although builds still run, milliseconds since 1970. */
      readonly until: number
    }
  | { readonly kind: 'switching'; readonly work: number; readonly change: Change }
  | {
      readonly kind: 'checking'
      readonly work: number
      readonly release: string
      readonly change: Change | null
    }
  | {
      readonly kind: 'switching-back'
      readonly work: number
      readonly change: Change
      readonly error: Failure
    }
  | { readonly kind: 'removing'; readonly work: number }
  | {
      readonly kind: 'uninstalling'
      readonly work: number
      readonly release: string
      readonly requestId: string
    }
export type StateKind = Activity['kind']

/** Every kind of activity, for tables and generators. */
export const STATE_KINDS = [
  'starting',
  'observing',
  'idle',
  'waiting',
  'verifying',
  'installing',
  'configuring',
  'snapshotting',
  'counting',
  'draining',
  'switching',
  'checking',
  'switching-back',
  'removing',
  'uninstalling',
] as const satisfies readonly StateKind[]

/** The change an activity carries, or null. */
export function changeOf(activity: Activity): Change | null {
  return 'change' in activity ? activity.change : null
}

/** The id of the work in flight, or null. */
export function workOf(activity: Activity): number | null {
  return 'work' in activity ? activity.work : null
}

/** True between the first visible rename of a change and its check: here nothing may come in between. */
export function isCommitted(activity: Activity): boolean {
  if (activity.kind === 'checking') return activity.change !== null
  return activity.kind === 'switching' || activity.kind === 'switching-back'
}
