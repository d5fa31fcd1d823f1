import type { DesiredState } from '@goherd/model'
import { settings as settingsSchema } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { ReleaseReader } from '../releases/index.js'
import { ownAssignment } from './own-assignment.js'

/** Where a wanted state comes from. */
type WantedOrigin =
  | { readonly kind: 'revision'; readonly number: number }
  | { readonly kind: 'snapshot'; readonly id: string }

/** What a host should have: the newest of its group's assignment, its own, and that of the wave it is a member of. */
export interface Wanted {
  readonly epoch: number
  readonly desired: DesiredState
  readonly origin: WantedOrigin
  /** Tree digest by platform, as far as the server has read the archives (or, for a snapshot, the host recorded it). */
  readonly treeDigestByPlatform: ReadonlyMap<string, string>
}

/** An assignment that is committed. Exactly one of groupId and hostId is set. A wave is of a group, and has members. */
export interface PublishedAssignment {
  readonly epoch: number
  readonly groupId: string | null
  readonly hostId: string | null
  /** Ids of the hosts that a wave speaks to; null when it speaks to the whole group, or to one host. */
  readonly members: readonly string[] | null
  /** The rollout that a wave belongs to. */
  readonly rolloutId: string | null
  readonly jws: string
  readonly urgent: boolean
}

interface HostRow {
  readonly id: string
  readonly group_id: string
  readonly platform: string
  /** The epoch of its wave, null when it is in none. */
  readonly wave: number | null
}

interface NewestRow {
  readonly kind: 'group' | 'host' | 'wave'
  readonly epoch: number
  readonly group_id: string | null
  readonly host_id: string | null
  readonly revision: number | null
  readonly snapshot: string | null
  readonly release: string
  readonly settings: unknown
  readonly tree_digest: string | null
}

const HOSTS = `
  SELECT h.id, h.group_id, h.platform, m.epoch AS wave FROM host h LEFT JOIN wave_member m ON m.host_id = h.id
   WHERE $1::text[] IS NULL OR h.id = ANY ($1)`

/** The newest assignment of each group, each host's own newest one, and each wave once. $1 is null for all hosts. */
const NEWEST = `
  SELECT 'group' AS kind, a.epoch, a.group_id, a.host_id, a.revision, a.snapshot, a.release, a.settings, a.tree_digest
    FROM host_group g JOIN assignment a ON a.epoch = g.epoch
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (host_id)
           'host', epoch, group_id, host_id, revision, snapshot, release, settings, tree_digest
      FROM assignment WHERE host_id IS NOT NULL AND ($1::text[] IS NULL OR host_id = ANY ($1))
      ORDER BY host_id, epoch DESC) own
  UNION ALL
  SELECT 'wave', a.epoch, a.group_id, a.host_id, a.revision, a.snapshot, a.release, a.settings, a.tree_digest
    FROM assignment a
   WHERE a.epoch IN (SELECT m.epoch FROM wave_member m WHERE $1::text[] IS NULL OR m.host_id = ANY ($1))`

/** A host that moved to another group is no longer spoken to by a wave of the old one. */
const NEWER_THAN = `
  SELECT jws FROM (
    SELECT a.epoch, a.jws FROM host_group g JOIN assignment a ON a.epoch = g.epoch WHERE g.id = $2
    UNION ALL
    SELECT a.epoch, a.jws FROM wave_member m JOIN assignment a ON a.epoch = m.epoch
     WHERE m.host_id = $1 AND a.group_id = $2
    UNION ALL
    (SELECT epoch, jws FROM assignment WHERE host_id = $1 ORDER BY epoch DESC LIMIT 1)) newest
  WHERE epoch > $3 ORDER BY epoch`

/** Members that are in a newer wave already are left out: they hear of that one. */
const PUBLISHED_AFTER = `
  SELECT a.epoch, a.group_id AS "groupId", a.host_id AS "hostId", a.rollout_id AS "rolloutId", a.jws,
         CASE WHEN a.rollout_id IS NOT NULL OR a.drill_id IS NOT NULL
              THEN ARRAY (SELECT m.host_id FROM wave_member m WHERE m.epoch = a.epoch) END AS members
    FROM assignment a WHERE a.epoch > $1 ORDER BY a.epoch`

/** Answers what hosts should have. */
@Injectable()
export class AssignmentReader {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleaseReader,
  ) {}

  /**
   * What each host should have, in three queries for any number of hosts. A host that nothing was assigned to has no entry.
   * @param hostIds left out: all hosts
   */
  async wantedByHost(hostIds?: readonly string[]): Promise<Map<string, Wanted>> {
    const only = hostIds ?? null
    const { rows: hosts } = await this.database.pool.query<HostRow>(HOSTS, [only])
    const { rows } = await this.database.pool.query<NewestRow>(NEWEST, [only])
    const trees = await this.releases.treeDigests([...new Set(rows.map((row) => row.release))])
    const sources = sort(rows, trees)
    const wanted = new Map<string, Wanted>()
    for (const host of hosts) {
      const newest = newestOf(host, sources, trees)
      if (newest) wanted.set(host.id, newest)
    }
    return wanted
  }

  /** The signed newest assignments that concern a host and are newer than `epoch`: at most three, oldest first. */
  async newerThan(hostId: string, groupId: string, epoch: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ jws: string }>(NEWER_THAN, [hostId, groupId, epoch])
    return rows.map((row) => row.jws)
  }

  /** Every committed assignment with a greater epoch, in order. */
  async publishedAfter(epoch: number): Promise<PublishedAssignment[]> {
    const { rows } = await this.database.pool.query<Omit<PublishedAssignment, 'urgent'>>(PUBLISHED_AFTER, [
      epoch,
    ])
    return rows.map((row) => ({ ...row, urgent: ownAssignment(row.jws).urgent }))
  }

  /** The newest committed epoch; 0 before the first assignment. */
  async newestEpoch(): Promise<number> {
    const { rows } = await this.database.pool.query<{ epoch: number }>(
      'SELECT coalesce(max(epoch), 0)::int AS epoch FROM assignment',
    )
    return rows[0]?.epoch ?? 0
  }
}

type Trees = ReadonlyMap<string, ReadonlyMap<string, string>>

const NO_TREES: ReadonlyMap<string, string> = new Map()

/** Assignments by whom they speak to: a group's id, a host's id, a wave's epoch. */
interface Sources {
  readonly groups: ReadonlyMap<string, Wanted>
  readonly hosts: ReadonlyMap<string, NewestRow>
  readonly waves: ReadonlyMap<number, Wanted & { readonly groupId: string | null }>
}

function sort(rows: readonly NewestRow[], trees: Trees): Sources {
  const groups = new Map<string, Wanted>()
  const hosts = new Map<string, NewestRow>()
  const waves = new Map<number, Wanted & { readonly groupId: string | null }>()
  for (const row of rows) {
    const treesOf = trees.get(row.release) ?? NO_TREES
    if (row.kind === 'host') hosts.set(row.host_id ?? '', row)
    else if (row.kind === 'group') groups.set(row.group_id ?? '', wantedOf(row, treesOf))
    else waves.set(row.epoch, { ...wantedOf(row, treesOf), groupId: row.group_id })
  }
  return { groups, hosts, waves }
}

function newestOf(host: HostRow, { groups, hosts, waves }: Sources, trees: Trees): Wanted | undefined {
  const group = groups.get(host.group_id)
  const wave = host.wave === null ? undefined : waves.get(host.wave)
  // A wave of a group that the host has left says nothing to it.
  const isSpokenTo = wave !== undefined && wave.groupId === host.group_id && wave.epoch > (group?.epoch ?? 0)
  const shared = isSpokenTo ? wave : group
  const own = hosts.get(host.id)
  return own && own.epoch > (shared?.epoch ?? 0)
    ? wantedOf(own, withSnapshotTree(trees.get(own.release), host.platform, own.tree_digest))
    : shared
}

function wantedOf(row: NewestRow, treeDigestByPlatform: ReadonlyMap<string, string>): Wanted {
  return {
    epoch: row.epoch,
    desired: { release: row.release, settings: settingsSchema.parse(row.settings) },
    origin:
      row.revision === null
        ? { kind: 'snapshot', id: row.snapshot ?? '' }
        : { kind: 'revision', number: row.revision },
    treeDigestByPlatform,
  }
}

/** What the server read itself counts more than what the host wrote into its snapshot. */
function withSnapshotTree(
  trees: ReadonlyMap<string, string> = NO_TREES,
  platform: string,
  recorded: string | null,
): ReadonlyMap<string, string> {
  return recorded === null || trees.has(platform) ? trees : new Map([...trees, [platform, recorded]])
}
