import type { Drift } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { HOST_STATE } from '../groups/index.js'
import type { Troubles } from './attention-items.js'

const FROM = `
  FROM host h JOIN host_group g ON g.id = h.group_id JOIN host_status s ON s.host_id = h.id`

const FAILED = `
  SELECT s.phase->'error'->>'code' AS code, mode() WITHIN GROUP (ORDER BY s.phase->'error'->>'hint') AS hint,
         count(*)::int AS hosts
    ${FROM} WHERE ${HOST_STATE} = 'failed' GROUP BY 1`

/** A host that differs in two ways counts in both. */
const DRIFTED = `
  SELECT d.kind, count(DISTINCT h.id)::int AS hosts
    ${FROM}, LATERAL (SELECT each->>'kind' AS kind FROM jsonb_array_elements(s.drift) AS each) d
   WHERE ${HOST_STATE} = 'drifted' GROUP BY 1`

const OFFLINE = `
  SELECT count(*)::int AS hosts, min(s.seen_at) AS since
    ${FROM} WHERE ${HOST_STATE} = 'offline' AND s.seen_at < now() - interval '1 hour'`

const ACTIVE = `
  SELECT s.actual AS release, count(*)::int AS hosts FROM host_status s WHERE s.actual IS NOT NULL GROUP BY 1`

const ROLLOUTS = `
  SELECT id, state->>'sentence' AS sentence, jsonb_array_length(state->'pauses') > 0 AS paused
    FROM rollout
   WHERE phase <> 'finished' AND (jsonb_array_length(state->'pauses') > 0 OR phase = 'approving') ORDER BY created_at`

/** A host that is back owes nothing: it has it, or went elsewhere since. */
const DEBT = `
  SELECT r.id, r.started_at AS since, count(*)::int AS hosts
    FROM rollback r JOIN rollback_host rh ON rh.rollback_id = r.id
    JOIN host h ON h.id = rh.host_id LEFT JOIN host_status s ON s.host_id = h.id
   WHERE r.state <> 'superseded' AND rh.state = 'debt' AND NOT coalesce(s.online, false)
   GROUP BY r.id ORDER BY r.started_at DESC LIMIT 20`

/** Those whose last tried delivery did not get through, since the first one of which that is true. */
const WEBHOOKS = `
  SELECT w.name, last.says, coalesce((
           SELECT min(d.at) FROM webhook_delivery d
            WHERE d.webhook_id = w.id AND d.attempts > 0 AND d.at > coalesce((
              SELECT max(g.at) FROM webhook_delivery g WHERE g.webhook_id = w.id AND g.state = 'delivered'), '-infinity')), last.at) AS since
    FROM webhook w, LATERAL (
      SELECT d.state, d.says, d.at FROM webhook_delivery d
       WHERE d.webhook_id = w.id AND d.attempts > 0 ORDER BY d.at DESC, d.id DESC LIMIT 1) last
   WHERE last.state <> 'delivered' ORDER BY w.name`

/** A sync that failed after the last one that worked, or hours without one. Only the first of many failures is in the log. */
const SOURCES = `
  SELECT coalesce(c.source, 'the configured source') AS name, c.synced_at AS since,
         coalesce(f.summary, 'the catalogue was not read for hours') AS says
    FROM fleet LEFT JOIN catalogue_state c ON c.id = 1 LEFT JOIN LATERAL (
      SELECT summary FROM audit_entry
       WHERE action = 'releases.sync' AND outcome = 'failed' AND at > coalesce(c.synced_at, '-infinity')
       ORDER BY id DESC LIMIT 1) f ON true
   WHERE f.summary IS NOT NULL OR c.synced_at < now() - interval '3 hours'
  UNION ALL
  SELECT name, last_at, coalesce(last_says, '') FROM mirror WHERE last_ok = false`

/** What the database alone can tell of troubles; `active` is the hosts of each release, good or bad. */
export type Counted = Omit<Troubles, 'unsupported' | 'recalled'> & {
  readonly active: readonly { readonly release: string; readonly hosts: number }[]
}

/** Counts what may need a person, in a few narrow statements. */
@Injectable()
export class AttentionReader {
  constructor(private readonly database: Database) {}

  async troubles(): Promise<Counted> {
    const [failed, drifted, offline, active, rollouts, rollbacks, webhooks, sources] = await Promise.all([
      this.rows<Troubles['failed'][number]>(FAILED),
      this.rows<{ kind: Drift['kind']; hosts: number }>(DRIFTED),
      this.rows<Troubles['offline']>(OFFLINE),
      this.rows<Counted['active'][number]>(ACTIVE),
      this.rows<Troubles['rollouts'][number]>(ROLLOUTS),
      this.rows<Troubles['rollbacks'][number]>(DEBT),
      this.rows<Troubles['webhooks'][number]>(WEBHOOKS),
      this.rows<Troubles['sources'][number]>(SOURCES),
    ])
    const nobody = { hosts: 0, since: null }
    return { failed, drifted, offline: offline[0] ?? nobody, active, rollouts, rollbacks, webhooks, sources }
  }

  private async rows<T extends object>(text: string): Promise<T[]> {
    return (await this.database.pool.query<T>(text)).rows
  }
}
