import type { ReleaseDetail } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { RecallReader } from '../recalls/index.js'
import { checksOf } from './provenance-checks.js'
import { ReleasesView } from './release.view.js'

/** What the page of one release reads. */
@Injectable()
export class ReleaseDetailView {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleasesView,
    private readonly recalls: RecallReader,
  ) {}

  /** @throws GoherdError `release_unknown` */
  async one(name: string): Promise<ReleaseDetail> {
    const { source, releases } = await this.releases.list()
    const release = releases.find((candidate) => candidate.release === name)
    if (!release) throw releaseUnknown(name)
    const archives = await this.database.prisma.releaseArchive.findMany({
      where: { release: name },
      orderBy: [{ keptAt: { sort: 'asc', nulls: 'last' } }, { platform: 'asc' }],
    })
    return {
      ...release,
      source,
      provenance: archives.map(({ keptAt, release: _, goEnv: __, ...archive }) => {
        const known = { ...archive, kept: keptAt !== null }
        return { ...known, keptAt: keptAt?.toISOString() ?? null, checks: checksOf(known) }
      }),
      onQuery: `go:${name}`,
      wantedQuery: `wanted:${name}`,
      recalls: await this.recalls.history(name),
    }
  }
}

function releaseUnknown(name: string): GoherdError {
  return new GoherdError('not-found', 'release_unknown', {
    message: `the catalogue has no release ${name}`,
    hint: 'Write it as Go does, such as go1.22.12, or sync the releases.',
  })
}
