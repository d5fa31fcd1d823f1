import type { HostFacts } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { type FactsRow, toFacts } from './to-facts.js'

/**
 * What each host of a rollout's groups was assigned last, and what it says of that. A group's own assignment of after the start
 * is another edition of the old state, or it would have ended the rollout. A host that joins late and for whose platform there is
 * no archive is not part of it.
 */
const FACTS = `
  SELECT h.id, h.name, h.group_id AS "groupId", g.name AS "group", h.platform, h.labels,
         coalesce(s.online, false) AS online, s.seen_at AS "seenAt", n.kind AS source, n.epoch, n.revision,
         n.rollout_id = rg.rollout_id AS ours, rg.from_revision AS "from", rg.to_revision AS "to", r.start_epoch AS "startEpoch",
         coalesce(s.epoch >= n.epoch, false) AS heard, coalesce(s.proved, false) AS proved,
         CASE WHEN s.phase->>'kind' = 'failed' AND s.epoch >= n.epoch
              THEN coalesce(s.phase->'error', '{}') END AS failure,
         CASE WHEN s.phase->>'kind' = 'failed' AND s.epoch >= n.epoch
              THEN EXISTS (SELECT 1 FROM host_event e
                            WHERE e.host_id = h.id AND e.kind = 'switched-back' AND e.epoch = n.epoch) END AS "switchedBack"
    FROM rollout r JOIN rollout_group rg ON rg.rollout_id = r.id JOIN host_group g ON g.id = rg.group_id
    JOIN host h ON h.group_id = g.id LEFT JOIN host_status s ON s.host_id = h.id
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT 'group' AS kind, a.epoch, a.revision, NULL AS rollout_id FROM assignment a WHERE a.epoch = g.epoch
        UNION ALL
        SELECT 'wave', a.epoch, a.revision, a.rollout_id FROM wave_member m JOIN assignment a ON a.epoch = m.epoch
         WHERE m.host_id = h.id AND a.group_id = h.group_id
        UNION ALL
        SELECT 'own', max(a.epoch), NULL, NULL FROM assignment a WHERE a.host_id = h.id HAVING max(a.epoch) IS NOT NULL) every
      ORDER BY epoch DESC LIMIT 1) n ON true
   WHERE r.id = $1 AND ($2::text[] IS NULL OR h.id = ANY ($2))
     AND (EXISTS (SELECT 1 FROM revision v JOIN release_archive a ON a.release = v.release AND a.platform = h.platform
                   WHERE v.number = rg.to_revision)
          OR EXISTS (SELECT 1 FROM rollout_host known WHERE known.rollout_id = r.id AND known.host_id = h.id))`

/** Answers what is known of the hosts of a rollout now. */
@Injectable()
export class FactsReader {
  constructor(private readonly database: Database) {}

  /**
   * In one query for any number of hosts. Those that are gone or in another group by now have no entry.
   * @param hostIds left out: every host of the rollout's groups
   */
  async read(rolloutId: string, hostIds?: readonly string[]): Promise<Map<string, HostFacts>> {
    const { rows } = await this.database.pool.query<FactsRow>(FACTS, [rolloutId, hostIds ?? null])
    return new Map(rows.map((row) => [row.id, toFacts(row)]))
  }
}
