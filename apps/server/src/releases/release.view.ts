import type { ReleaseView, releaseList } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { ServerConfig } from '../base/config/index.js'
import { Database } from '../base/database/index.js'
import { RecallReader } from '../recalls/index.js'
import { parseGoSource } from './go-source.js'
import { ReleaseReader } from './release.reader.js'

type ReleaseList = z.infer<typeof releaseList>

/** Hosts per release: those whose link leads to it, and those that should have it. */
const COUNTS = `
  WITH own AS (
    SELECT DISTINCT ON (host_id) host_id, epoch, release FROM assignment
     WHERE host_id IS NOT NULL ORDER BY host_id, epoch DESC),
  each AS (
    SELECT CASE WHEN s.observed->'link'->>'kind' = 'managed' THEN s.observed->'link'->>'release' END AS active,
           CASE WHEN own.epoch > coalesce(g.epoch, 0) THEN own.release ELSE a.release END AS wanted
      FROM host h JOIN host_group g ON g.id = h.group_id
      LEFT JOIN assignment a ON a.epoch = g.epoch
      LEFT JOIN own ON own.host_id = h.id
      LEFT JOIN host_status s ON s.host_id = h.id)
  SELECT release, sum(active)::int AS active, sum(wanted)::int AS wanted FROM (
    SELECT active AS release, 1 AS active, 0 AS wanted FROM each
    UNION ALL SELECT wanted, 0, 1 FROM each) counted
  WHERE release IS NOT NULL GROUP BY release`

interface Count {
  readonly release: string
  readonly active: number
  readonly wanted: number
}

/** What the page of releases reads. */
@Injectable()
export class ReleasesView {
  constructor(
    private readonly database: Database,
    private readonly config: ServerConfig,
    private readonly reader: ReleaseReader,
    private readonly recalls: RecallReader,
  ) {}

  /** The whole catalogue, newest first, with releases that the source no longer lists but that are still needed. */
  async list(): Promise<ReleaseList> {
    const state = await this.database.prisma.catalogueState.findUnique({ where: { id: 1 } })
    const rows = await this.database.prisma.release.findMany({
      orderBy: [{ listed: 'desc' }, { position: 'asc' }],
      include: { archives: { orderBy: { platform: 'asc' } } },
    })
    const { rows: counts } = await this.database.pool.query<Count>(COUNTS)
    const countOf = new Map(counts.map((count) => [count.release, count]))
    const supportOf = await this.reader.support()
    const recalled = await this.recalls.active()
    return {
      source: state?.source ?? parseGoSource(this.config.goSource).name,
      syncedAt: state?.syncedAt?.toISOString() ?? null,
      releases: rows.map(
        ({ name, stable, archives }): ReleaseView => ({
          release: name,
          stable,
          support: supportOf(name),
          hosts: countOf.get(name)?.active ?? 0,
          wantedBy: countOf.get(name)?.wanted ?? 0,
          recall: recalled.get(name) ?? null,
          archives: archives.map(({ filename, platform, sha256, size, keptAt }) => ({
            ...{ filename, platform, sha256, size },
            kept: keptAt !== null,
          })),
        }),
      ),
    }
  }
}
