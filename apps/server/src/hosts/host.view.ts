import { type Drift, type EffectiveGo, type GoSettings, maskSetting, type ObservedState } from '@goherd/model'
import {
  type Facts,
  type HostDetail,
  type HostView,
  type hostList,
  type hostQuery,
  type hostTimeline,
  observedState,
  type Phase,
  hostTimeline as timelineSchema,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { HOST_STATE } from '../groups/index.js'
import { driftView } from './drift-view.js'
import { hostOrder, hostSelect } from './host-query.js'
import { hostUnknown } from './host-refusals.js'
import { MAINTENANCE } from './host-status.js'
import { Progress } from './progress.js'
import { WantedStates } from './wanted-states.js'

/** Rows of a list that does not say how many. */
const PAGE = 1000
/** Events of a timeline. */
const TIMELINE = 200

const FROM = `
  FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id`

const ROW = `
  h.id, h.name, h.group_id AS "groupId", g.name AS "group", g.managed, h.labels, h.platform,
  h.facts->>'root' AS root, h.facts->>'agentVersion' AS "agentVersion",
  ${HOST_STATE} AS state,
  coalesce(s.online, false) AS online, s.seen_at AS "seenAt", s.actual, coalesce(s.epoch, 0) AS epoch,
  coalesce(s.drift, '[]') AS drift, coalesce(s.phase, '{"kind":"idle"}') AS phase, coalesce(s.proved, false) AS proved,
  ${MAINTENANCE} AS maintenance, s.go_source AS "goSource"`

interface HostRow
  extends Pick<
    HostView,
    | 'id'
    | 'name'
    | 'group'
    | 'labels'
    | 'platform'
    | 'state'
    | 'online'
    | 'actual'
    | 'epoch'
    | 'proved'
    | 'maintenance'
    | 'goSource'
  > {
  readonly groupId: string
  readonly managed: boolean
  readonly root: string | null
  readonly agentVersion: string | null
  readonly seenAt: Date | null
  /** These two, and maintenance and source, as this server's own writer stored them. */
  readonly drift: readonly Drift[]
  readonly phase: Phase
}

interface DetailRow extends HostRow {
  readonly enrolledAt: Date
  readonly setLabels: HostDetail['setLabels']
  readonly facts: Facts
  readonly observed: unknown
}

/** What pages, lists and live patches show of hosts. Credentials in settings are hidden. */
@Injectable()
export class HostViews {
  constructor(
    private readonly database: Database,
    private readonly wanted: WantedStates,
    private readonly progress: Progress,
    private readonly clock: Clock,
  ) {}

  /**
   * One page of the hosts that fit a query, filtered and sorted by the database, and how many fit.
   * @throws GoherdError `query_invalid`
   */
  async list(query: z.output<typeof hostQuery>): Promise<z.infer<typeof hostList>> {
    const { from, where, values } = hostSelect(query, { now: this.clock.now() })
    const order = hostOrder(query)
    const limit = `LIMIT ${query.limit ?? PAGE} OFFSET ${query.offset ?? 0}`
    // Which hosts, and how many, is found out over narrow rows; only a page of them is read whole.
    const { rows } = await this.database.pool.query<HostRow & { total: number }>(
      `SELECT ${ROW}, page.total
         FROM (SELECT h.id, count(*) OVER ()::int AS total, row_number() OVER (${order}) AS place
                 ${from} ${where} ${order} ${limit}) page
         JOIN host h ON h.id = page.id JOIN host_group g ON g.id = h.group_id
         LEFT JOIN host_status s ON s.host_id = h.id ORDER BY page.place`,
      values,
    )
    return { hosts: await this.views(rows), total: rows[0]?.total ?? (await this.count(query)) }
  }

  /** The rows of some hosts, by name. */
  async byIds(hostIds: readonly string[]): Promise<HostView[]> {
    const { rows } = await this.database.pool.query<HostRow>(
      `SELECT ${ROW} ${FROM} WHERE h.id = ANY ($1) ORDER BY h.name`,
      [hostIds],
    )
    return this.views(rows)
  }

  /** Hosts whose state is `drifted`, by name. */
  async drifted(): Promise<HostView[]> {
    const { rows } = await this.database.pool.query<HostRow>(
      `SELECT ${ROW} ${FROM} WHERE ${HOST_STATE} = 'drifted' ORDER BY h.name`,
    )
    return this.views(rows)
  }

  /** @throws GoherdError `host_unknown` */
  async detail(name: string): Promise<HostDetail> {
    const { rows } = await this.database.pool.query<DetailRow>(
      `SELECT ${ROW}, h.enrolled_at AS "enrolledAt", h.facts, jsonb_strip_nulls(h.set_labels) AS "setLabels", s.observed ${FROM} WHERE h.name = $1`,
      [name],
    )
    const [row] = rows
    if (!row) throw hostUnknown(name)
    const [view] = await this.views([row])
    if (!view) throw hostUnknown(name)
    const wanted = this.wanted.get(row.id)
    const observed = observedState.safeParse(row.observed).data
    return {
      ...view,
      enrolledAt: row.enrolledAt.toISOString(),
      facts: row.facts,
      setLabels: row.setLabels,
      wantedSettings: maskAll(wanted?.desired.settings ?? {}),
      observed: observed ? maskObserved(observed) : null,
      expectedProof: wanted?.expectedProof ?? null,
    }
  }

  /** A host's own events, newest first. @throws GoherdError `host_unknown` */
  async timeline(name: string): Promise<z.infer<typeof hostTimeline>> {
    const host = await this.database.prisma.host.findUnique({ where: { name }, select: { id: true } })
    if (!host) throw hostUnknown(name)
    const events = await this.database.prisma.hostEvent.findMany({
      where: { hostId: host.id },
      orderBy: { at: 'desc' },
      take: TIMELINE,
    })
    return timelineSchema.parse({
      events: events
        .toSorted(newestFirst)
        .map(({ id, at, kind, epoch, release, durationMs, message, error }) => ({
          ...{ id, kind, epoch, message, at: at.toISOString() },
          ...(release === null ? {} : { release }),
          ...(durationMs === null ? {} : { durationMs }),
          ...(error === null ? {} : { error }),
        })),
    })
  }

  /** For a page beyond the last one. */
  private async count(query: z.output<typeof hostQuery>): Promise<number> {
    const { from, where, values } = hostSelect(query, { now: this.clock.now() })
    const { rows } = await this.database.pool.query<{ total: number }>(
      `SELECT count(*)::int AS total ${from} ${where}`,
      values,
    )
    return rows[0]?.total ?? 0
  }

  private async views(rows: readonly HostRow[]): Promise<HostView[]> {
    await this.wanted.load(rows)
    return rows.map((row) => this.view(row))
  }

  private view(row: HostRow): HostView {
    const { id, name, group, labels, platform, online, actual, epoch, maintenance, goSource } = row
    const wanted = this.wanted.origin(id)
    // An assignment of this moment shows at once, also before the rows of its hosts were brought up to it.
    const heard = epoch >= (wanted?.epoch ?? 0)
    const state = heard || !online || !row.managed ? row.state : 'updating'
    const proved = row.proved && heard
    const phase = (online ? this.progress.of(id) : undefined) ?? row.phase
    return {
      ...{ id, name, group, labels, platform, state, online, actual, epoch, proved, phase },
      ...{ maintenance, goSource },
      root: row.root ?? '',
      agentVersion: row.agentVersion ?? '',
      lastSeenAt: row.seenAt?.toISOString() ?? null,
      wanted: wanted?.desired.release ?? null,
      wantedFrom: wanted?.origin ?? null,
      wantedEpoch: wanted?.epoch ?? 0,
      drift: row.drift.map(driftView),
      error: phase.error ?? null,
    }
  }
}

function maskAll(settings: GoSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, maskSetting(value)]))
}

function maskEffective(effective: EffectiveGo): EffectiveGo {
  const overrides = effective.overrides.map((one) => ({ ...one, value: maskSetting(one.value) }))
  return { ...effective, overrides }
}

function maskObserved(observed: ObservedState): ObservedState {
  return {
    ...observed,
    settings: maskAll(observed.settings),
    ...(observed.effective && { effective: maskEffective(observed.effective) }),
    snapshots: observed.snapshots.map((snapshot) => ({ ...snapshot, settings: maskAll(snapshot.settings) })),
  }
}

/** Those of one moment by the number that the agent gave them, which ends their id. */
function newestFirst(a: { at: Date; id: string }, b: { at: Date; id: string }): number {
  const numberOf = (id: string) => Number(/\d+$/.exec(id)?.[0] ?? 0)
  return b.at.getTime() - a.at.getTime() || numberOf(b.id) - numberOf(a.id)
}
