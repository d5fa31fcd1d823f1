import { HOST_STATES } from '@goherd/model'
import {
  assignmentView,
  type GroupHistory,
  type GroupView,
  hostPolicy,
  settings as settingsSchema,
  stateCounts,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { GroupReader, type GroupRef } from './group.reader.js'
import { HOST_STATE } from './host-state.js'
import { maskedSettings } from './masked-settings.js'

/** Each group's hosts by state. A host without a status never reported. */
const STATES = `
  SELECT h.group_id, ${HOST_STATE} AS state, count(*)::int AS hosts
    FROM host h JOIN host_group g ON g.id = h.group_id LEFT JOIN host_status s ON s.host_id = h.id
   WHERE $1::text IS NULL OR h.group_id = $1 GROUP BY 1, 2`

const CURRENT = `
  SELECT g.id, a.revision, a.release, a.settings, a.policy FROM host_group g JOIN assignment a ON a.epoch = g.epoch
   WHERE $1::text IS NULL OR g.id = $1`

const ROLLOUTS = `SELECT group_id, rollout_id FROM rollout_group WHERE open AND ($1::text IS NULL OR group_id = $1)`

interface StateRow {
  readonly group_id: string
  readonly state: string
  readonly hosts: number
}

interface RolloutRow {
  readonly group_id: string
  readonly rollout_id: string
}

interface CurrentRow {
  readonly id: string
  readonly revision: number
  readonly release: string
  readonly settings: unknown
  readonly policy: unknown
}

/** Assignments a history shows. */
const HISTORY = 200

/** What the pages of groups read. Credentials in settings are hidden. */
@Injectable()
export class GroupsView {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
  ) {}

  /** All groups, by name. */
  async list(): Promise<GroupView[]> {
    return this.#views(await this.groups.list(), null)
  }

  /** @throws GoherdError `group_unknown` */
  async one(name: string): Promise<GroupView> {
    const group = await this.groups.named(name)
    const [view] = await this.#views([group], group.id)
    if (view) return view
    throw new GoherdError('not-found', 'group_unknown', {
      message: `there is no group ${name}`,
      hint: 'List the groups.',
    })
  }

  /**
   * A group's revisions, those of other groups that it was sent to included, and its assignments; both newest first.
   * @throws GoherdError `group_unknown`
   */
  async history(name: string): Promise<GroupHistory> {
    const group = await this.groups.named(name)
    const assignments = await this.database.prisma.assignment.findMany({
      // Waves speak to some of its hosts only, and are told of by their rollout or drill.
      where: { groupId: group.id, rolloutId: null, drillId: null },
      orderBy: { epoch: 'desc' },
      take: HISTORY,
    })
    const sentTo = assignments.flatMap((assignment) => assignment.revision ?? [])
    const revisions = await this.database.prisma.revision.findMany({
      where: { OR: [{ groupId: group.id }, { number: { in: [...new Set(sentTo)] } }] },
      orderBy: { number: 'desc' },
      take: HISTORY,
      include: { group: { select: { name: true } } },
    })
    return {
      revisions: revisions.map((row) => ({
        revision: row.number,
        group: row.group.name,
        parent: row.parent,
        ...desiredOf(row),
        digest: row.digest,
        author: row.author,
        reason: row.reason,
        createdAt: row.createdAt.toISOString(),
        current: row.number === sentTo[0],
        goodAt: row.goodAt?.toISOString() ?? null,
      })),
      assignments: assignments.map(({ issuedAt, ...row }) =>
        assignmentView.parse({ ...row, at: issuedAt.toISOString() }),
      ),
    }
  }

  /** @param only the id of the one group that is asked for; null for all */
  async #views(groups: readonly GroupRef[], only: string | null): Promise<GroupView[]> {
    const states = await this.database.pool.query<StateRow>(STATES, [only])
    const current = await this.database.pool.query<CurrentRow>(CURRENT, [only])
    const rollouts = await this.database.pool.query<RolloutRow>(ROLLOUTS, [only])
    const windowsOf = await this.groups.windows(groups.map(({ id }) => id))
    const currentOf = new Map(current.rows.map((row) => [row.id, row]))
    const rolloutOf = new Map(rollouts.rows.map((row) => [row.group_id, row.rollout_id]))
    return groups.map(({ id, name, managed, epoch }) => {
      const assigned = currentOf.get(id)
      return {
        ...{ id, name, managed },
        hosts: countStates(states.rows.filter((row) => row.group_id === id)),
        revision: assigned?.revision ?? null,
        desired: assigned ? desiredOf(assigned) : null,
        epoch: epoch ?? 0,
        windows: [...(windowsOf.get(id) ?? [])],
        rollout: rolloutOf.get(id) ?? null,
      }
    })
  }
}

function desiredOf({ release, settings, policy }: Pick<CurrentRow, 'release' | 'settings' | 'policy'>) {
  return {
    release,
    settings: maskedSettings(settingsSchema.parse(settings)),
    policy: hostPolicy.parse(policy),
  }
}

function countStates(rows: readonly StateRow[]): GroupView['hosts'] {
  const zeros = HOST_STATES.map((state): [string, number] => [state, 0])
  const counted = rows.map(({ state, hosts }): [string, number] => [state, hosts])
  return {
    total: rows.reduce((sum, row) => sum + row.hosts, 0),
    byState: stateCounts.parse(Object.fromEntries([...zeros, ...counted])),
  }
}
