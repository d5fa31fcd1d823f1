import { type NamedRelease, type Support, supportOf } from '@goherd/model'
import type { ArchiveRef } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'

/** Answers questions about the catalogue. */
@Injectable()
export class ReleaseReader {
  constructor(private readonly database: Database) {}

  /** What the source lists, newest first. Releases it no longer lists are left out. */
  async catalogue(): Promise<NamedRelease[]> {
    return this.database.prisma.release.findMany({
      where: { listed: true },
      orderBy: { position: 'asc' },
      select: { name: true, stable: true },
    })
  }

  /** A function that says how Go supports a release, as seen from the catalogue at this moment. */
  async support(): Promise<(release: string) => Support> {
    const catalogue = await this.catalogue()
    const known = new Map<string, Support>()
    return (release) => {
      const support = known.get(release) ?? supportOf(release, catalogue)
      known.set(release, support)
      return support
    }
  }

  /** The tree digest of a release on a platform; null when this server has not read that archive. */
  async treeDigest(release: string, platform: string): Promise<string | null> {
    return (await this.treeDigests([release])).get(release)?.get(platform) ?? null
  }

  /** Tree digests by release and platform, as far as the archives were read. */
  async treeDigests(releases: readonly string[]): Promise<Map<string, Map<string, string>>> {
    const { rows } = await this.database.pool.query<{
      release: string
      platform: string
      tree_digest: string
    }>(
      'SELECT release, platform, tree_digest FROM release_archive WHERE release = ANY ($1) AND tree_digest IS NOT NULL',
      [releases],
    )
    const trees = new Map<string, Map<string, string>>()
    for (const { release, platform, tree_digest } of rows) {
      const ofRelease = trees.get(release) ?? new Map<string, string>()
      trees.set(release, ofRelease.set(platform, tree_digest))
    }
    return trees
  }

  /** The platforms for which archives of releases can be had, by release. */
  async platforms(releases: readonly string[]): Promise<Map<string, Set<string>>> {
    const archives = await this.database.prisma.releaseArchive.findMany({
      where: { release: { in: [...releases] } },
      select: { release: true, platform: true },
    })
    const platforms = new Map(releases.map((release) => [release, new Set<string>()]))
    for (const { release, platform } of archives) platforms.get(release)?.add(platform)
    return platforms
  }

  /** What an assignment says of a release's archives, by platform, for those of `platforms` that the catalogue has. */
  async archiveRefs(
    release: string,
    platforms: readonly string[],
    tx: Writer = this.database.prisma,
  ): Promise<Record<string, ArchiveRef>> {
    const archives = await tx.releaseArchive.findMany({
      where: { release, platform: { in: [...platforms] } },
      orderBy: { platform: 'asc' },
    })
    return Object.fromEntries(
      archives.map(({ platform, filename, sha256, size, treeDigest }) => [
        platform,
        { filename, sha256, size, ...(treeDigest ? { treeDigest } : {}) },
      ]),
    )
  }
}
