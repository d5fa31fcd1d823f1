import type { DesiredState } from '@goherd/model'
import { hostPolicy, settings as settingsSchema, type WindowSpec, windowSpecs } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'

/** A group as others look it up. */
export interface GroupRef {
  readonly id: string
  readonly name: string
  /** False for the catch-all group. */
  readonly managed: boolean
  /** The epoch of its newest assignment; null before the first. */
  readonly epoch: number | null
}

/** A revision with what rollback planning needs. Settings are not masked. */
export interface RevisionRecord extends DesiredState {
  readonly number: number
  readonly groupId: string
  readonly parent: number | null
  readonly digest: string
  /** ISO 8601; null when it was never proved by all live hosts of a group. */
  readonly goodAt: string | null
}

/** A group, the revision it is assigned, and that revision's ancestors (which may have been made for other groups). */
export interface Lineage extends GroupRef {
  readonly current: number | null
  readonly revisions: readonly RevisionRecord[]
}

/** Used when a group has no host yet, so that its first one need not wait for the download. */
const DEFAULT_PLATFORMS = ['linux/amd64']

/** The state a group is assigned. */
export interface CurrentState extends DesiredState {
  readonly revision: number
  readonly digest: string
  readonly epoch: number
}

/** The platforms an assignment to a group has to cover, and whether any host of it needs them now. */
export interface GroupPlatforms {
  readonly platforms: readonly string[]
  readonly hosts: number
}

/** Answers questions about groups and their revisions. */
@Injectable()
export class GroupReader {
  constructor(private readonly database: Database) {}

  /** undefined when there is none of that name. */
  async byName(name: string, tx: Writer = this.database.prisma): Promise<GroupRef | undefined> {
    return (await tx.group.findUnique({ where: { name }, select: GROUP })) ?? undefined
  }

  /** @throws GoherdError `group_unknown` */
  async named(name: string, tx: Writer = this.database.prisma): Promise<GroupRef> {
    const group = await this.byName(name, tx)
    if (group) return group
    throw new GoherdError('not-found', 'group_unknown', {
      message: `there is no group ${name}`,
      hint: 'List the groups, or create it first.',
    })
  }

  /** All groups, by name. */
  async list(): Promise<GroupRef[]> {
    return this.database.prisma.group.findMany({ select: GROUP, orderBy: { name: 'asc' } })
  }

  /** The group of hosts that nothing manages. */
  async catchAll(): Promise<GroupRef> {
    return this.database.prisma.group.findFirstOrThrow({ where: { managed: false }, select: GROUP })
  }

  /** The state a group is assigned; undefined before the first. */
  async current(groupId: string, tx: Writer = this.database.prisma): Promise<CurrentState | undefined> {
    const group = await tx.group.findUnique({ where: { id: groupId }, select: { epoch: true } })
    if (!group?.epoch) return undefined
    const newest = await tx.assignment.findUnique({
      where: { epoch: group.epoch },
      include: { ofRevision: true },
    })
    if (!newest?.ofRevision) return undefined
    const { number, digest, release, settings, policy } = newest.ofRevision
    return {
      revision: number,
      digest,
      release,
      settings: settingsSchema.parse(settings),
      policy: hostPolicy.parse(policy),
      epoch: newest.epoch,
    }
  }

  /** When stages of rollouts may start, by the id of the group. */
  async windows(
    groupIds: readonly string[],
    tx: Writer = this.database.prisma,
  ): Promise<ReadonlyMap<string, readonly WindowSpec[]>> {
    const rows = await tx.group.findMany({
      where: { id: { in: [...groupIds] } },
      select: { id: true, windows: true },
    })
    return new Map(rows.map(({ id, windows }) => [id, windowSpecs.parse(windows)]))
  }

  /** Whether waves took hosts of a group to another revision than its own, and they are still there. */
  async hasStrays(groupId: string, tx: Writer): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ strays: boolean }[]>`
      SELECT EXISTS (
        SELECT 1 FROM host_group g JOIN assignment a ON a.epoch = g.epoch
          JOIN assignment w ON w.group_id = g.id AND w.epoch > g.epoch AND w.revision <> a.revision
          JOIN wave_member m ON m.epoch = w.epoch WHERE g.id = ${groupId}) AS strays`
    return row?.strays ?? false
  }

  /** The platforms among a group's hosts, in order; a likely one when it has no host yet. */
  async platforms(groupId: string, tx: Writer = this.database.prisma): Promise<GroupPlatforms> {
    const counts = await tx.host.groupBy({
      by: ['platform'],
      where: { groupId },
      _count: true,
      orderBy: { platform: 'asc' },
    })
    if (counts.length === 0) return { platforms: DEFAULT_PLATFORMS, hosts: 0 }
    return {
      platforms: counts.map((count) => count.platform),
      hosts: counts.reduce((hosts, count) => hosts + count._count, 0),
    }
  }

  /** The hosts of a group, by name, whose agent has not said that it puts drift right by itself. */
  async onlyReportDrift(groupId: string): Promise<string[]> {
    const rows = await this.database.prisma.$queryRaw<{ name: string }[]>`
      SELECT name FROM host
       WHERE group_id = ${groupId} AND NOT coalesce(facts->'capabilities' @> '["drift-correct"]'::jsonb, false)
       ORDER BY name`
    return rows.map(({ name }) => name)
  }

  /** One revision by number, of whatever group. */
  async revision(number: number, tx: Writer = this.database.prisma): Promise<RevisionRecord | undefined> {
    const row = await tx.revision.findUnique({ where: { number } })
    return row ? recordOf(row) : undefined
  }

  /** Every revision that was made for a group, newest first. */
  async revisionsOf(groupId: string): Promise<RevisionRecord[]> {
    const rows = await this.database.prisma.revision.findMany({
      where: { groupId },
      orderBy: { number: 'desc' },
    })
    return rows.map(recordOf)
  }

  /**
   * For rollback planning: each group with its current revision and that one's ancestors, in two queries. Where a rollout has
   * taken hosts of the group to another revision, that one is current: it is what a rollback leads away from.
   * @param groupIds left out: all groups
   */
  async lineages(groupIds?: readonly string[], tx: Writer = this.database.prisma): Promise<Lineage[]> {
    const groups = await tx.group.findMany({
      ...(groupIds ? { where: { id: { in: [...groupIds] } } } : {}),
      select: GROUP,
      orderBy: { name: 'asc' },
    })
    const rows = await tx.$queryRaw<LineageRow[]>`
      WITH RECURSIVE wave AS (
        SELECT DISTINCT ON (g.id) g.id AS of_group, w.revision
          FROM host_group g JOIN assignment a ON a.epoch = g.epoch
          JOIN assignment w ON w.group_id = g.id AND w.epoch > g.epoch AND w.rollout_id IS NOT NULL AND w.revision <> a.revision
         WHERE EXISTS (SELECT 1 FROM wave_member m WHERE m.epoch = w.epoch) ORDER BY g.id, w.epoch DESC),
      ancestor AS (
        SELECT g.id AS of_group, coalesce(wave.revision, a.revision) AS current, coalesce(wave.revision, a.revision) AS number
          FROM host_group g JOIN assignment a ON a.epoch = g.epoch LEFT JOIN wave ON wave.of_group = g.id
        UNION
        SELECT ancestor.of_group, ancestor.current, r.parent
          FROM ancestor JOIN revision r ON r.number = ancestor.number WHERE r.parent IS NOT NULL)
      SELECT ancestor.of_group AS "ofGroup", ancestor.current, r.number, r.group_id AS "groupId", r.parent,
             r.release, r.settings, r.policy, r.digest, r.good_at AS "goodAt"
        FROM ancestor JOIN revision r ON r.number = ancestor.number ORDER BY r.number DESC`
    return groups.map((group) => {
      const own = rows.filter((row) => row.ofGroup === group.id)
      return { ...group, current: own[0]?.current ?? null, revisions: own.map(recordOf) }
    })
  }
}

const GROUP = { id: true, name: true, managed: true, epoch: true } as const

interface RevisionRow {
  readonly number: number
  readonly groupId: string
  readonly parent: number | null
  readonly release: string
  readonly settings: unknown
  readonly policy: unknown
  readonly digest: string
  readonly goodAt: Date | null
}
interface LineageRow extends RevisionRow {
  readonly ofGroup: string
  readonly current: number
}

function recordOf(row: RevisionRow): RevisionRecord {
  const { number, groupId, parent, release, digest } = row
  const settings = settingsSchema.parse(row.settings)
  const policy = hostPolicy.parse(row.policy)
  const goodAt = row.goodAt?.toISOString() ?? null
  return { number, groupId, parent, release, settings, policy, digest, goodAt }
}
