import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import type { ArchiveContents } from './fetch-archive.js'

/** An archive of the catalogue. */
export interface ArchiveRow {
  readonly filename: string
  readonly release: string
  readonly platform: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** null until the archive was read, and for zip archives. */
  readonly treeDigest: string | null
  /** null until the archive was fetched and checked. */
  readonly keptAt: Date | null
}

/** Archives of the catalogue, and what this server learned of them. */
@Injectable()
export class ArchiveStore {
  constructor(private readonly database: Database) {}

  async find(release: string, platform: string): Promise<ArchiveRow | undefined> {
    const where = { release_platform: { release, platform } }
    return (await this.database.prisma.releaseArchive.findUnique({ where })) ?? undefined
  }

  /** The archive with this name and digest, and whether any assignment ever asked for its release. */
  async findWanted(
    filename: string,
    sha256: string,
  ): Promise<{ readonly archive: ArchiveRow; readonly wanted: boolean } | undefined> {
    const archive = await this.database.prisma.releaseArchive.findUnique({ where: { filename, sha256 } })
    if (!archive) return undefined
    const { release } = archive
    const wanted = await this.database.prisma.assignment.findFirst({
      where: { release },
      select: { epoch: true },
    })
    return { archive, wanted: wanted !== null }
  }

  /**
   * @param fetched when the bytes came, and from where
   * @returns false when the catalogue has another digest by now
   */
  async markKept(
    archive: ArchiveRow,
    contents: ArchiveContents,
    { at, from }: { at: Date; from: string },
  ): Promise<boolean> {
    const { filename, sha256 } = archive
    const { count } = await this.database.prisma.releaseArchive.updateMany({
      where: { filename, sha256 },
      data: { treeDigest: contents.treeDigest, goEnv: contents.goEnv, keptAt: at, fetchedFrom: from },
    })
    return count > 0
  }
}
