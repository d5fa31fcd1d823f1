import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import { NO_SEAL, type SealedContent, sealEntry } from './seal-entry.js'

/** The end of the chain; place 0 before the first seal. */
export interface ChainHead {
  readonly place: number
  readonly seal: string
}

/** An entry as it stands in the chain. */
export interface SealedEntry extends SealedContent {
  readonly seal: string | null
}

const CONTENT = {
  id: true,
  at: true,
  actor: true,
  action: true,
  target: true,
  reason: true,
  outcome: true,
  summary: true,
}
const START: ChainHead = { place: 0, seal: NO_SEAL }

/** Seals entries of the audit log, and reads the chain of seals. */
@Injectable()
export class SealStore {
  constructor(private readonly database: Database) {}

  /**
   * Seals the oldest entries that have no seal. Only committed ones are seen, and of several servers one does it at a time: an entry
   * whose transaction took longer than that of a later one simply comes after it.
   * @returns how many were sealed; 0 also when another server is at it
   */
  async sealNext(most: number): Promise<number> {
    if (!(await this.hasUnsealed())) return 0
    return this.database.transaction(async (tx) => {
      const [turn] = await tx.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtext('goherd audit seal')) AS mine`
      if (turn?.mine !== true) return 0
      const entries = await tx.auditEntry.findMany({
        where: { place: null },
        orderBy: { id: 'asc' },
        take: most,
        select: CONTENT,
      })
      await write(tx, await this.head(tx), entries)
      return entries.length
    })
  }

  async head(tx: Writer = this.database.prisma): Promise<ChainHead> {
    return (await tx.auditHead.findUnique({ where: { id: 1 }, select: { place: true, seal: true } })) ?? START
  }

  async unsealed(): Promise<number> {
    return this.database.prisma.auditEntry.count({ where: { place: null } })
  }

  /** The next entries of the chain, in its order. */
  async after(place: number, { until, most }: { until: number; most: number }): Promise<SealedEntry[]> {
    const rows = await this.database.prisma.auditEntry.findMany({
      where: { place: { gt: place, lte: until } },
      orderBy: { place: 'asc' },
      take: most,
      select: { ...CONTENT, place: true, seal: true },
    })
    return rows.flatMap(({ place: at, ...row }) => (at === null ? [] : [{ ...row, place: at }]))
  }

  private async hasUnsealed(): Promise<boolean> {
    const waiting = { where: { place: null }, select: { id: true } } as const
    return (await this.database.prisma.auditEntry.findFirst(waiting)) !== null
  }
}

async function write(
  tx: Writer,
  head: ChainHead,
  entries: readonly Omit<SealedContent, 'place'>[],
): Promise<void> {
  let { place, seal } = head
  const sealed = entries.map((entry) => {
    place += 1
    seal = sealEntry(seal, { ...entry, place })
    return { id: entry.id, place, seal }
  })
  if (sealed.length === 0) return
  await tx.$executeRaw`
    UPDATE audit_entry SET place = t.place, seal = t.seal
      FROM unnest(${sealed.map((s) => s.id)}::int[], ${sealed.map((s) => s.place)}::int[],
                  ${sealed.map((s) => s.seal)}::text[]) AS t (id, place, seal)
     WHERE audit_entry.id = t.id`
  const newest = { place, seal }
  await tx.auditHead.upsert({ where: { id: 1 }, create: newest, update: newest })
}
