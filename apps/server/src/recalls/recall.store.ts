import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'

/** A recall to be written. */
export interface NewRecall {
  readonly release: string
  readonly reason: string
  readonly by: string
  readonly since: Date
  readonly expiresAt: Date | null
}

/** Writes recalls. */
@Injectable()
export class RecallStore {
  /** Recalls of one release queue up behind each other until commit. */
  async lock(tx: Writer): Promise<void> {
    await tx.$executeRaw`LOCK TABLE recall IN SHARE ROW EXCLUSIVE MODE`
  }

  /** Whether the catalogue has a release, or anything was ever sent to it. */
  async isKnown(tx: Writer, release: string): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ known: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM release WHERE name = ${release})
          OR EXISTS (SELECT 1 FROM revision WHERE release = ${release}) AS known`
    return row?.known ?? false
  }

  /** With the digests of the archives that the release has now. */
  async add(tx: Writer, recall: NewRecall): Promise<void> {
    const archives = await tx.releaseArchive.findMany({
      where: { release: recall.release },
      select: { sha256: true },
      orderBy: { platform: 'asc' },
    })
    await tx.recall.create({
      data: { ...recall, digests: archives.map(({ sha256 }) => sha256) },
      select: { id: true },
    })
  }

  async lift(tx: Writer, release: string, { by, at }: { by: string; at: Date }): Promise<void> {
    await tx.recall.updateMany({ where: { release, liftedAt: null }, data: { liftedAt: at, liftedBy: by } })
  }
}
