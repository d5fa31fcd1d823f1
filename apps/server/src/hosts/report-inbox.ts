import type { Failure, HostReport, ReportAnswer } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { coalesce, MAX_PENDING_EVENTS, type PendingReport, rejoin } from './coalesce.js'

/** Called once, when a report is committed or refused. */
export type Answer = (answer: ReportAnswer) => void

interface Waiter {
  readonly seq: number
  readonly answer: Answer
}

/** What one host has waiting, taken for a flush. */
export interface Taken {
  readonly hostId: string
  readonly pending: PendingReport
  readonly waiters: readonly Waiter[]
}

const BUSY_RETRY_MS = 1000

/**
 * Reports on their way to the database, one entry per host. A report is answered `ok` only by `committed`, so an agent that was
 * not answered sends again; a report that a newer one superseded is answered with it.
 */
@Injectable()
export class ReportInbox {
  private readonly waiting = new Map<string, { pending: PendingReport; waiters: Waiter[] }>()
  private wake: () => void = () => {}

  /** Who is told that something waits. */
  onArrival(wake: () => void): void {
    this.wake = wake
  }

  /** Hosts with something to write. */
  get size(): number {
    return this.waiting.size
  }

  /** Takes a parsed report in. It is answered after it was committed, together with those it supersedes. */
  accept(hostId: string, report: HostReport, answer: Answer): void {
    const entry = this.waiting.get(hostId)
    if (entry && entry.pending.events.size + report.events.length > MAX_PENDING_EVENTS) {
      answer({ ok: false, error: BUSY, retryAfterMs: BUSY_RETRY_MS })
      return
    }
    const waiters = entry?.waiters ?? []
    waiters.push({ seq: report.seq, answer })
    this.waiting.set(hostId, { pending: coalesce(entry?.pending, report), waiters })
    this.wake()
  }

  /** Takes up to `max` hosts' reports out, those that wait longest first. */
  take(max: number): Taken[] {
    const taken: Taken[] = []
    for (const [hostId, entry] of this.waiting) {
      if (taken.length === max) break
      this.waiting.delete(hostId)
      taken.push({ hostId, ...entry })
    }
    return taken
  }

  /** A flush failed: everything waits again, below what came since. */
  giveBack(taken: readonly Taken[]): void {
    for (const { hostId, pending, waiters } of taken) {
      const since = this.waiting.get(hostId)
      this.waiting.set(hostId, {
        pending: rejoin(pending, since?.pending),
        waiters: [...waiters, ...(since?.waiters ?? [])],
      })
    }
  }

  /** The transaction that holds these is committed. */
  committed(taken: readonly Taken[]): void {
    for (const { waiters } of taken) {
      for (const { seq, answer } of waiters) answer({ ok: true, seq })
    }
  }

  /** The database will never take this one. */
  refused({ waiters }: Taken, error: Failure): void {
    for (const { answer } of waiters) answer({ ok: false, error })
  }
}

const BUSY: Failure = {
  code: 'too_many_events',
  message: 'more events wait for this host than the server holds',
  hint: 'Nothing is lost: the report is sent again after a moment.',
}
