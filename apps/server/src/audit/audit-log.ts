import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'

/** Something somebody did, for the audit log. */
export interface AuditRecord {
  readonly actor: string
  /** `noun.verb`. */
  readonly action: string
  /** `group:build`, `host:ci-1`, `fleet`. */
  readonly target: string
  readonly reason?: string
  readonly outcome?: 'done' | 'refused' | 'failed'
  readonly summary: string
}

const MINUTE_MS = 60_000
/** Refusals written per minute; strangers can cause any number of them. */
const MOST_REFUSALS = 60

/** Writes the audit log. A row that goes with a change is written in the change's own transaction. */
@Injectable()
export class AuditLog {
  readonly #logger = new Logger('audit')
  #minute = 0
  #refusals = 0

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param entry what happened; long texts are cut
   * @param tx the transaction of the change; without it the row is written by itself
   */
  async record(entry: AuditRecord, tx: Writer = this.database.prisma): Promise<void> {
    await tx.auditEntry.create({
      data: {
        actor: entry.actor.slice(0, 200),
        action: entry.action.slice(0, 100),
        target: entry.target.slice(0, 200),
        reason: (entry.reason ?? '').slice(0, 500),
        outcome: entry.outcome ?? 'done',
        summary: entry.summary.slice(0, 1000),
      },
      select: { id: true },
    })
  }

  /** Records that a stranger was refused; at most so many a minute, so that nobody can fill the disk. */
  async refused(entry: Omit<AuditRecord, 'outcome'>): Promise<void> {
    const minute = Math.floor(this.clock.now().getTime() / MINUTE_MS)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#refusals = 0
    }
    this.#refusals += 1
    if (this.#refusals <= MOST_REFUSALS) await this.record({ ...entry, outcome: 'refused' })
    if (this.#refusals === MOST_REFUSALS) {
      this.#logger.warn(`more than ${MOST_REFUSALS} refusals this minute; the rest is not recorded`)
    }
  }
}
