import { type DrillView, type drillList, drillView } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'

/** Drills that a list shows. */
const PAGE = 100

/** What pages show of drills. */
@Injectable()
export class DrillViews {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  async list(): Promise<z.infer<typeof drillList>> {
    const rows = await this.database.prisma.drill.findMany({
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      take: PAGE,
    })
    return { drills: rows.map(viewOf) }
  }

  /** @throws GoherdError `drill_unknown` */
  async one(id: string): Promise<DrillView> {
    const row = await this.database.prisma.drill.findUnique({ where: { id } })
    if (row) return viewOf(row)
    throw new GoherdError('not-found', 'drill_unknown', {
      message: `there is no drill ${id}`,
      hint: 'List the drills: goherd drill ls',
    })
  }
}

interface Row {
  readonly groupName: string
  readonly fromRelease: string
  readonly toRelease: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
}

function viewOf({ groupName, fromRelease, toRelease, startedAt, finishedAt, ...row }: Row): DrillView {
  return drillView.parse({
    ...row,
    group: groupName,
    from: fromRelease,
    to: toRelease,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  })
}
