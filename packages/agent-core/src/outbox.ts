import type { ObservedState } from '@goherd/model'

/** What the agent knows about its reports; nothing here survives a restart but what `Memory` holds. */
export interface Outbox {
  readonly connected: boolean
  /** The first report of this connection is still to be sent; it carries the facts. */
  readonly fresh: boolean
  /** A report was asked for although nothing may have changed. */
  readonly due: boolean
  /** The report on its way. Kept over a lost connection, because the server may say later that it was committed. */
  readonly sent: { readonly seq: number; readonly first: boolean; readonly events: readonly string[] } | null
  /** What the last report said; null when it must be said again. */
  readonly told: {
    readonly key: string
    readonly observed: ObservedState
    readonly lastEvent: string | null
  } | null
  readonly blockedUntil: number | null
  /** The epoch whose proof needs no hurry: it was sent ahead of its history, or reached in an earlier run. */
  readonly ahead: number | null
  /** When the history that stayed behind a proof is sent, milliseconds since 1970; null while none did. */
  readonly historyAt: number | null
  /** Answers in a row that were no commit. */
  readonly failures: number
  readonly reportedAt: number
}

export const EMPTY_OUTBOX: Outbox = {
  connected: false,
  fresh: false,
  due: false,
  sent: null,
  told: null,
  blockedUntil: null,
  ahead: null,
  historyAt: null,
  failures: 0,
  reportedAt: 0,
}
