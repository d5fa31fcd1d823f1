import type { EndedRecall, RecallView } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'

interface Row {
  readonly named: string
  readonly release: string
  readonly reason: string
  readonly by: string
  readonly since: Date
  readonly expiresAt: Date | null
  readonly digests: string[]
}

/** Answers which releases nothing may go to. */
@Injectable()
export class RecallReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Every recalled release with its recall: also one of another name whose archive has the bytes of a recalled one. A recall ends
   * by itself when its time has come.
   */
  async active(tx: Writer = this.database.prisma): Promise<ReadonlyMap<string, RecallView>> {
    const now = this.clock.now()
    // A release's own recall counts more than that of another with the same bytes.
    const rows = await tx.$queryRaw<Row[]>`
      SELECT named, release, reason, by, since, expires_at AS "expiresAt", digests FROM (
        SELECT r.release AS named, r.* FROM recall r
        UNION
        SELECT a.release, r.* FROM recall r JOIN release_archive a ON a.sha256 = ANY (r.digests)) each
       WHERE lifted_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}::timestamptz)
       ORDER BY named <> release DESC, since`
    return new Map(rows.map(({ named, ...row }) => [named, viewOf(row)]))
  }

  /** The recall of one release; undefined when it is not recalled. */
  async of(release: string, tx?: Writer): Promise<RecallView | undefined> {
    return (await this.active(tx)).get(release)
  }

  /** Every recall that a release ever had, newest first. */
  async history(release: string): Promise<EndedRecall[]> {
    const rows = await this.database.prisma.recall.findMany({
      where: { release },
      orderBy: { since: 'desc' },
    })
    return rows.map(({ id: _, liftedAt, ...row }) => ({
      ...viewOf(row),
      liftedAt: liftedAt?.toISOString() ?? null,
    }))
  }

  /** When the next recall ends by itself; null when none does. */
  async nextExpiry(): Promise<Date | null> {
    const row = await this.database.prisma.recall.findFirst({
      where: { liftedAt: null, expiresAt: { gt: this.clock.now() } },
      orderBy: { expiresAt: 'asc' },
      select: { expiresAt: true },
    })
    return row?.expiresAt ?? null
  }
}

function viewOf<T extends Omit<Row, 'named'>>({ since, expiresAt, ...row }: T) {
  return { ...row, since: since.toISOString(), expiresAt: expiresAt?.toISOString() ?? null }
}
