import { type RolloutView, settings as settingsSchema } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { maskedSettings } from '../groups/index.js'
import type { CountRow } from './count-progress.js'
import { RolloutReader, type RolloutRecord } from './rollout.reader.js'
import { rolloutUnknown } from './rollout-refusals.js'
import { type ErrorRow, type GroupHostsRow, type RolloutParts, rolloutView } from './rollout-view.js'

/** Rollouts a list shows. */
const PAGE = 20

/** Hosts counted by stage and progress, by the database: a page of a rollout costs the same for ten hosts and ten thousand. */
const COUNTS = `
  SELECT rollout_id AS "rolloutId", stage, coalesce(progress->>'kind', 'waiting') AS kind,
         coalesce((progress->>'acknowledged')::boolean, false) AS acknowledged, count(*)::int AS hosts
    FROM rollout_host WHERE rollout_id = ANY ($1) GROUP BY 1, 2, 3, 4`

const GROUP_HOSTS = `
  SELECT rollout_id AS "rolloutId", group_id AS "groupId", count(*)::int AS hosts
    FROM rollout_host WHERE rollout_id = ANY ($1) GROUP BY 1, 2`

const ERRORS = `
  SELECT rollout_id AS "rolloutId", coalesce(progress->>'code', 'silent') AS code,
         min(coalesce(progress->>'message', 'vanished in the middle of the change')) AS message, count(*)::int AS hosts,
         (array_agg(host ORDER BY host))[1:20] AS names
    FROM rollout_host WHERE rollout_id = ANY ($1) AND progress->>'kind' IN ('failed', 'silent', 'rolled-back')
   GROUP BY 1, 2 ORDER BY 4 DESC, 2`

const SETTINGS = 'SELECT number, settings FROM revision WHERE number = ANY ($1)'

/** What pages show of rollouts. */
@Injectable()
export class RolloutViews {
  constructor(
    private readonly database: Database,
    private readonly reader: RolloutReader,
  ) {}

  /** The newest first. */
  async list(): Promise<RolloutView[]> {
    const rows = await this.database.prisma.rollout.findMany({
      select: { id: true },
      orderBy: { createdAt: 'desc' },
      take: PAGE,
    })
    return this.views(rows.map(({ id }) => id))
  }

  /** @throws GoherdError `rollout_unknown` */
  async one(id: string): Promise<RolloutView> {
    const [view] = await this.views([id])
    if (!view) throw rolloutUnknown(id)
    return view
  }

  private async views(ids: readonly string[]): Promise<RolloutView[]> {
    const records = (await Promise.all(ids.map((id) => this.reader.record(id)))).filter(
      (one) => one !== undefined,
    )
    const { pool, prisma } = this.database
    const [counts, groups, errors, settings, ends] = await Promise.all([
      pool.query<CountRow>(COUNTS, [ids]),
      pool.query<GroupHostsRow>(GROUP_HOSTS, [ids]),
      pool.query<ErrorRow>(ERRORS, [ids]),
      this.settingsOf(records),
      prisma.rollout.findMany({ where: { id: { in: [...ids] } }, select: { id: true, finishedAt: true } }),
    ])
    const of = <T extends { rolloutId: string }>(rows: readonly T[], id: string) =>
      rows.filter((row) => row.rolloutId === id)
    return records.map((record) => {
      const parts: RolloutParts = {
        record,
        finishedAt: ends.find(({ id }) => id === record.id)?.finishedAt ?? null,
        counts: of(counts.rows, record.id),
        groups: of(groups.rows, record.id),
        errors: of(errors.rows, record.id),
        settings,
      }
      return rolloutView(parts)
    })
  }

  /** Of the revisions that rollouts lead to, credentials hidden. */
  private async settingsOf(records: readonly RolloutRecord[]): Promise<Map<number, Record<string, string>>> {
    const numbers = records.flatMap(({ groups }) => groups.map(({ to }) => to.revision))
    const { rows } = await this.database.pool.query<{ number: number; settings: unknown }>(SETTINGS, [
      numbers,
    ])
    return new Map(rows.map((row) => [row.number, { ...maskedSettings(settingsSchema.parse(row.settings)) }]))
  }
}
