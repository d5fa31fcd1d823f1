import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { type CatalogueDiff, diffCatalogue } from './diff-catalogue.js'
import type { IndexedRelease } from './parse-index.js'
import { supplementCatalogue } from './supplement-catalogue.js'

/** Where the catalogue came from. */
export interface CatalogueOrigin {
  readonly source: string
  readonly syncedAt: Date
  /** It came from a mirror: what is known already stays as it is. */
  readonly isMirror: boolean
}

/** Writes the catalogue. */
@Injectable()
export class CatalogueStore {
  constructor(private readonly database: Database) {}

  /**
   * Makes the catalogue say what an index says, in one transaction; of several servers that sync, one after the other.
   * @returns what changed in what the source lists
   * @throws GoherdError `digest_changed` when the index contradicts archives that are kept; nothing is written then
   */
  replace(
    indexed: readonly IndexedRelease[],
    { isMirror, ...origin }: CatalogueOrigin,
    withChange: (diff: CatalogueDiff, tx: Writer) => Promise<void>,
  ): Promise<CatalogueDiff> {
    return this.database.transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('goherd catalogue'))`
      const known = await readCatalogue(tx)
      const diff = diffCatalogue(known, isMirror ? supplementCatalogue(known, indexed) : indexed)
      if (diff.contradicted.length > 0) throw digestChanged(diff.contradicted)
      await write(tx, diff)
      await tx.catalogueState.upsert({ where: { id: 1 }, create: { id: 1, ...origin }, update: origin })
      await withChange(diff, tx)
      return diff
    })
  }
}

async function readCatalogue(tx: Writer) {
  const releases = await tx.release.findMany({ select: { name: true, listed: true, stable: true } })
  const archives = await tx.releaseArchive.findMany()
  const referred = await tx.$queryRaw<{ release: string }[]>`
    SELECT release FROM revision UNION SELECT release FROM assignment`
  return {
    releases,
    archives: archives.map(({ filename, release, platform, sha256, size, keptAt }) => ({
      ...{ filename, release, platform, sha256, size },
      kept: keptAt !== null,
    })),
    referred: new Set(referred.map((row) => row.release)),
  }
}

async function write(tx: Writer, diff: CatalogueDiff): Promise<void> {
  const { releases, addArchives, dropArchives, dropReleases, unlistReleases } = diff
  await tx.releaseArchive.deleteMany({ where: { filename: { in: [...dropArchives] } } })
  await tx.release.deleteMany({ where: { name: { in: [...dropReleases] } } })
  await tx.release.updateMany({ where: { name: { in: [...unlistReleases] } }, data: { listed: false } })
  await tx.$executeRaw`
    INSERT INTO release (name, stable, position, listed)
    SELECT name, stable, position, true
      FROM unnest(${releases.map((r) => r.name)}::text[], ${releases.map((r) => r.stable)}::bool[])
           WITH ORDINALITY AS indexed (name, stable, position)
    ON CONFLICT (name) DO UPDATE
      SET stable = excluded.stable, position = excluded.position, listed = true
      WHERE (release.stable, release.position, release.listed) IS DISTINCT FROM (excluded.stable, excluded.position, true)`
  await tx.releaseArchive.createMany({ data: [...addArchives] })
}

function digestChanged(filenames: readonly string[]): GoherdError {
  const shown = filenames.slice(0, 5).join(', ')
  return new GoherdError('upstream', 'digest_changed', {
    message: `the source now lists other bytes for ${filenames.length === 1 ? 'an archive' : `${filenames.length} archives`} that this fleet already runs: ${shown}`,
    hint: 'Nothing was changed. Published Go releases never change: find out who changed the source, or set GOHERD_GO_SOURCE back.',
  })
}
