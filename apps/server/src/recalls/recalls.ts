import type { RecallView } from '@goherd/protocol'
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { FleetNews } from '../base/news/index.js'
import { Announcer } from '../webhooks/index.js'
import { RecallReader } from './recall.reader.js'
import { RecallStore } from './recall.store.js'
import { expiryPast, notRecalled, releaseUnknown } from './recall-refusals.js'

/** A release to be recalled. */
export interface RecallOrder {
  readonly release: string
  readonly reason: string
  /** Who. */
  readonly by: string
  /** null: until somebody lifts it. */
  readonly expiresAt: Date | null
}

/** The longest a timer can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2_147_483_647

/** Recalls releases and lifts that: nothing goes to a recalled one until then. */
@Injectable()
export class Recalls implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Recalls.name)
  private readonly listeners = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly database: Database,
    private readonly store: RecallStore,
    private readonly reader: RecallReader,
    private readonly announcer: Announcer,
    private readonly audit: AuditLog,
    private readonly news: FleetNews,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.news.on('recalls', () => this.changed())
    await this.waitForExpiry()
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer)
  }

  /** Told after recalls changed, on whatever server, and when one ends by itself. */
  onChanged(listener: () => void): void {
    this.listeners.add(listener)
  }

  private changed(): void {
    for (const listener of this.listeners) listener()
    this.waitForExpiry().catch((error: unknown) => {
      this.logger.warn(`it is not known when the next recall ends: ${String(error)}`)
    })
  }

  /**
   * Recalls a release inside the caller's transaction, in place of a recall that it has already.
   * @throws GoherdError `release_unknown`, `expiry_past`
   */
  async recall(tx: Writer, { release, reason, by, expiresAt }: RecallOrder): Promise<void> {
    const since = this.clock.now()
    if (expiresAt !== null && expiresAt <= since) throw expiryPast(expiresAt)
    await this.store.lock(tx)
    if (!(await this.store.isKnown(tx, release))) throw releaseUnknown(release)
    await this.store.lift(tx, release, { by, at: since })
    await this.store.add(tx, { release, reason, by, since, expiresAt })
    await this.news.announce(tx, 'recalls')
    const until = expiresAt === null ? '' : ` until ${expiresAt.toISOString()}`
    const says = `${release} is recalled${until}: ${reason}`
    const entry = { actor: by, action: 'release.recall', target: `release:${release}`, reason, summary: says }
    await this.audit.record(entry, tx)
    await this.announcer.announce(tx, {
      type: 'release.recalled',
      id: release,
      says,
      actor: by,
      details: { release, reason, expiresAt: expiresAt?.toISOString() ?? null },
    })
  }

  /** The same until it is lifted, for one that was rolled back. What is recalled like that already keeps its reason. */
  async recallForGood(tx: Writer, order: Omit<RecallOrder, 'expiresAt'>): Promise<void> {
    const held = await this.reader.of(order.release, tx)
    if (held?.expiresAt !== null) await this.recall(tx, { ...order, expiresAt: null })
  }

  /** Recalls a release, in a transaction of its own. Throws as `recall` does. */
  async recallNow(order: RecallOrder): Promise<RecallView> {
    const view = await this.database.transaction(async (tx) => {
      await this.recall(tx, order)
      return this.reader.of(order.release, tx)
    })
    if (!view) throw expiryPast(order.expiresAt ?? this.clock.now())
    return view
  }

  /**
   * Lifts the recall that concerns a release, which may be that of another with the same bytes.
   * @returns the recall that was lifted
   * @throws GoherdError `release_not_recalled`
   */
  async lift(release: string, { reason, by }: { reason: string; by: string }): Promise<RecallView> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx)
      const recall = await this.reader.of(release, tx)
      if (!recall) throw notRecalled(release)
      await this.store.lift(tx, recall.release, { by, at: this.clock.now() })
      const summary = `${recall.release} is no longer recalled; it was because of: ${recall.reason}`
      const target = `release:${recall.release}`
      await this.audit.record({ actor: by, action: 'release.lift', target, reason, summary }, tx)
      await this.news.announce(tx, 'recalls')
      return recall
    })
  }

  /** No job looks for recalls that end: the time is compared wherever it matters. Only who waits has to be told. */
  private async waitForExpiry(): Promise<void> {
    const next = await this.reader.nextExpiry()
    clearTimeout(this.timer)
    if (next === null) return
    const wait = next.getTime() - this.clock.now().getTime()
    this.timer = setTimeout(() => this.changed(), Math.min(Math.max(wait, 0) + 1, LONGEST_WAIT_MS))
    this.timer.unref()
  }
}
