import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'

/** A host that a rollout would move, as far as planning needs it. */
export interface PlanHost {
  readonly id: string
  readonly name: string
  readonly groupId: string
  readonly group: string
  readonly platform: string
  readonly labels: Readonly<Record<string, string>>
  readonly online: boolean
  /** Who keeps it as it is, and until when (ISO 8601). */
  readonly hold: { readonly by: string; readonly until: string } | null
  /** Whether the release that its group would go to, and the one it has now, are on its disk. */
  readonly hasTo: boolean
  readonly hasFrom: boolean
  /** What its agent says it can do besides; empty for one that is too old to say so. */
  readonly capabilities: readonly string[]
}

/** What a group would move between. */
export interface PlanEnds {
  readonly groupId: string
  readonly from: string | null
  readonly to: string
}

/** Reports are looked at in the database: whole ones of ten thousand hosts are too much to carry here. */
const HOSTS = `
  SELECT h.id, h.name, h.group_id AS "groupId", g.name AS "group", h.platform, h.labels, coalesce(s.online, false) AS online,
         CASE WHEN (s.maintenance->>'until')::timestamptz > now()
              THEN jsonb_build_object('by', s.maintenance->'by', 'until', s.maintenance->'until') END AS hold,
         coalesce(s.observed->'installed' @> jsonb_build_array(jsonb_build_object('release', t."to")), false) AS "hasTo",
         coalesce(s.observed->'installed' @> jsonb_build_array(jsonb_build_object('release', t."from")), false) AS "hasFrom",
         coalesce(h.facts->'capabilities', '[]') AS capabilities
    FROM unnest($1::text[], $2::text[], $3::text[]) AS t (group_id, "from", "to")
    JOIN host_group g ON g.id = t.group_id JOIN host h ON h.group_id = g.id LEFT JOIN host_status s ON s.host_id = h.id
   ORDER BY h.name`

/** Answers which hosts a rollout would move. */
@Injectable()
export class PlanHostsReader {
  constructor(private readonly database: Database) {}

  /** Every host of the groups by name, in one query. */
  async of(ends: readonly PlanEnds[]): Promise<PlanHost[]> {
    const { rows } = await this.database.pool.query<PlanHost>(HOSTS, [
      ends.map(({ groupId }) => groupId),
      ends.map(({ from }) => from),
      ends.map(({ to }) => to),
    ])
    return rows
  }
}
