import type { rolloutEvents, rolloutHosts, rolloutHostsQuery } from '@goherd/protocol'
import { describeProgress, type HostProgress } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database } from '../base/database/index.js'
import { rolloutUnknown } from './rollout-refusals.js'
import { readProgress } from './stored-state.js'

type Hosts = z.infer<typeof rolloutHosts>

/** Events that are shown of a rollout. */
const MOST_EVENTS = 500

/** Bad ends first, then what is under way, then the rest in the order of their turn. */
const ORDER = `
  CASE r.progress->>'kind' WHEN 'failed' THEN 0 WHEN 'rolled-back' THEN 0 WHEN 'silent' THEN 0
       WHEN 'updating' THEN 1 WHEN 'reverting' THEN 1 ELSE 2 END`

const HOSTS = `
  SELECT r.host, g.name AS "group", r.stage, r.progress, coalesce(s.online, false) AS online, s.actual,
         count(*) OVER ()::int AS total
    FROM rollout_host r JOIN host_group g ON g.id = r.group_id LEFT JOIN host_status s ON s.host_id = r.host_id
   WHERE r.rollout_id = $1 AND ($2::int IS NULL OR r.stage = $2)
     AND ($3::text IS NULL OR coalesce(r.progress->>'kind', 'waiting') = $3)
   ORDER BY ${ORDER}, r.stage, r.place OFFSET $4 LIMIT $5`

interface Row {
  readonly host: string
  readonly group: string
  readonly stage: number
  readonly progress: unknown
  readonly online: boolean
  readonly actual: string | null
  readonly total: number
}

/** The hosts of a rollout, and what happened in it. */
@Injectable()
export class RolloutHostViews {
  constructor(private readonly database: Database) {}

  /** One page, and how many fit. @throws GoherdError `rollout_unknown` */
  async hosts(id: string, query: z.output<typeof rolloutHostsQuery>): Promise<Hosts> {
    await this.mustExist(id)
    const { stage = null, progress = null, offset, limit } = query
    const { rows } = await this.database.pool.query<Row>(HOSTS, [id, stage, progress, offset, limit])
    return { hosts: rows.map(hostOf), total: rows[0]?.total ?? 0 }
  }

  /** The newest ones, newest first. @throws GoherdError `rollout_unknown` */
  async events(id: string): Promise<z.infer<typeof rolloutEvents>> {
    await this.mustExist(id)
    const rows = await this.database.prisma.rolloutEvent.findMany({
      where: { rolloutId: id },
      orderBy: { id: 'desc' },
      take: MOST_EVENTS,
    })
    return {
      events: rows.map(({ id: event, at, kind, says, actor }) => ({
        ...{ id: event, at: at.toISOString(), kind, says, actor },
      })),
    }
  }

  private async mustExist(id: string): Promise<void> {
    const found = await this.database.prisma.rollout.findUnique({ where: { id }, select: { id: true } })
    if (!found) throw rolloutUnknown(id)
  }
}

function hostOf({ host, group, stage, progress: stored, online, actual }: Row): Hosts['hosts'][number] {
  const progress = readProgress(stored)
  return {
    ...{ host, group, stage, online, actual },
    progress: progress?.kind ?? 'waiting',
    says: describeProgress(progress ?? undefined),
    at: progress === null ? null : new Date(timeOf(progress)).toISOString(),
  }
}

function timeOf(progress: HostProgress): number {
  return 'since' in progress ? progress.since : progress.at
}
