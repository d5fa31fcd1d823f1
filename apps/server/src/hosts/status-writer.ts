import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Assignments, type PublishedAssignment } from '../groups/index.js'
import type { Batch } from './fold-batch.js'
import { OfflineDrift } from './offline-drift.js'
import { Presence } from './presence.js'
import { ReportInbox } from './report-inbox.js'
import { StatusStore } from './status.store.js'
import { StatusFlush } from './status-flush.js'
import { WantedStates } from './wanted-states.js'

/** Hosts in one flush. */
const BATCH = 1000
/** How long the first arrival waits for others, in milliseconds. */
const WINDOW_MS = 5
/** Waiting time after a failed flush, in milliseconds: doubled from the first up to the second. */
const RETRY_MS = { first: 100, most: 3000 }

/**
 * How long a new assignment waits for its effect on the statuses, in milliseconds: hosts that answer it sooner are written once,
 * by their report, and not twice.
 */
const RESTATE_AFTER_MS = 150

type Outcome = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: unknown }

/**
 * The one writer of host statuses on this server: while there is work it flushes back to back, one flush at a time, so that
 * nothing overtakes anything. New assignments that are due go first, then presence and reports, then the drift of hosts that
 * are offline.
 */
@Injectable()
export class StatusWriter implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StatusWriter.name)
  private readonly published: { readonly assignment: PublishedAssignment; readonly due: number }[] = []
  private running: Promise<void> | undefined
  private failures = 0
  private stopped = false

  constructor(
    private readonly inbox: ReportInbox,
    private readonly presence: Presence,
    private readonly wanted: WantedStates,
    private readonly store: StatusStore,
    private readonly flushing: StatusFlush,
    private readonly offlineDrift: OfflineDrift,
    private readonly assignments: Assignments,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.inbox.onArrival(() => this.wake())
    this.presence.onChange(() => this.wake())
    this.assignments.onPublished((assignment) => {
      this.wanted.published(assignment)
      const wait = assignment.groupId === null ? 0 : RESTATE_AFTER_MS
      this.published.push({ assignment, due: this.now() + wait })
      this.wake()
    })
  }

  /** Before anybody can connect. */
  async onApplicationBootstrap(): Promise<void> {
    await this.store.everybodyOffline()
  }

  /** Ends with the turn under way. What is not committed by then was not answered, and is sent again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true
    await this.running
  }

  private wake(): void {
    if (this.running || this.stopped) return
    this.running = this.run().finally(() => {
      this.running = undefined
      if (this.hasWork()) this.wake()
    })
  }

  private hasWork(): boolean {
    return this.published.length + this.inbox.size + this.presence.size + this.offlineDrift.size > 0
  }

  private async run(): Promise<void> {
    await sleep(WINDOW_MS)
    while (!this.stopped && this.hasWork()) {
      const outcome = await this.turn()
      if (outcome.kind === 'done') {
        this.failures = 0
        continue
      }
      this.logger.warn(`hosts could not be saved, trying again: ${String(outcome.error)}`)
      await sleep(Math.min(RETRY_MS.first * 2 ** this.failures, RETRY_MS.most))
      this.failures += 1
    }
  }

  private turn(): Promise<Outcome> {
    const [published] = this.published
    if (published && published.due <= this.now()) return this.restate(published.assignment)
    const batch = { reports: this.inbox.take(BATCH), presence: this.presence.take(BATCH) }
    if (batch.reports.length + batch.presence.length > 0) return this.flush(batch)
    if (this.offlineDrift.size > 0) return attempt(() => this.offlineDrift.freshen())
    // Only assignments that are not due yet.
    return attempt(() => sleep(WINDOW_MS))
  }

  private now(): number {
    return this.clock.now().getTime()
  }

  private async restate(published: PublishedAssignment): Promise<Outcome> {
    const outcome = await attempt(async () => {
      await this.flushing.restate(published)
      if (published.groupId !== null) await this.offlineDrift.ask(published.groupId, published.members)
    })
    if (outcome.kind === 'done') this.published.shift()
    return outcome
  }

  private async flush(batch: Batch): Promise<Outcome> {
    const outcome = await attempt(() => this.flushing.flush(batch))
    if (outcome.kind === 'done') return outcome
    if (isRefusedData(outcome.error)) return this.flushOneByOne(batch)
    this.inbox.giveBack(batch.reports)
    this.presence.giveBack(batch.presence)
    return outcome
  }

  /** Data that the database will never take must not hold up the others: each host is tried by itself, and that one refused. */
  private async flushOneByOne({ reports, presence }: Batch): Promise<Outcome> {
    const connected = await attempt(() => this.flushing.flush({ reports: [], presence }))
    if (connected.kind === 'failed') this.presence.giveBack(presence)
    let last = connected
    for (const taken of reports) {
      const outcome = await attempt(() => this.flushing.flush({ reports: [taken], presence: [] }))
      if (outcome.kind === 'done') continue
      if (isRefusedData(outcome.error)) this.inbox.refused(taken, UNSTORABLE)
      else {
        this.inbox.giveBack([taken])
        last = outcome
      }
    }
    return last
  }
}

const UNSTORABLE = {
  code: 'report_unstorable',
  message: 'the database refuses what this report contains',
  hint: 'Look for control characters, or numbers out of range, in what the agent read from its disk.',
}

async function attempt(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work()
    return { kind: 'done' }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): trying again gives the same answer. */
function isRefusedData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
