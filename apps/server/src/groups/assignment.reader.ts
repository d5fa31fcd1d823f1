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

/** What a host should have: its group's newest assignment, or its own when that one is newer. */
export interface Wanted {
  readonly epoch: number
  readonly desired: DesiredState
  readonly origin: WantedOrigin
  /** Tree digest by platform, as far as the server has read the archives (or, for a snapshot, the host recorded it). */
  readonly treeDigestByPlatform: ReadonlyMap<string, string>
}

/** An assignment that is committed. Exactly one of groupId and hostId is set. */
export interface PublishedAssignment {
  readonly epoch: number
  readonly groupId: string | null
  readonly hostId: string | null
  readonly jws: string
  readonly urgent: boolean
}

interface HostRow {
  readonly id: string
  readonly group_id: string
  readonly platform: string
}

interface NewestRow {
  readonly epoch: number
  readonly group_id: string | null
  readonly host_id: string | null
  readonly revision: number | null
  readonly snapshot: string | null
  readonly release: string
  readonly settings: unknown
  readonly tree_digest: string | null
}

/** The newest assignment of each group, and each host's own newest one. $1 is null for all hosts. */
const NEWEST = `
  SELECT a.epoch, a.group_id, a.host_id, a.revision, a.snapshot, a.release, a.settings, a.tree_digest
    FROM host_group g JOIN assignment a ON a.epoch = g.epoch
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (host_id) epoch, group_id, host_id, revision, snapshot, release, settings, tree_digest
      FROM assignment WHERE host_id IS NOT NULL AND ($1::text[] IS NULL OR host_id = ANY ($1))
      ORDER BY host_id, epoch DESC) own`

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
    const { rows: hosts } = await this.database.pool.query<HostRow>(
      'SELECT id, group_id, platform FROM host WHERE $1::text[] IS NULL OR id = ANY ($1)',
      [only],
    )
    const { rows } = await this.database.pool.query<NewestRow>(NEWEST, [only])
    const trees = await this.releases.treeDigests([...new Set(rows.map((row) => row.release))])
    const ofGroup = new Map<string, Wanted>()
    const ofHost = new Map<string, NewestRow>()
    for (const row of rows) {
      if (row.group_id !== null) ofGroup.set(row.group_id, wantedOf(row, trees.get(row.release) ?? NO_TREES))
      if (row.host_id !== null) ofHost.set(row.host_id, row)
    }
    const wanted = new Map<string, Wanted>()
    for (const host of hosts) {
      const group = ofGroup.get(host.group_id)
      const own = ofHost.get(host.id)
      const newest =
        own && own.epoch > (group?.epoch ?? 0)
          ? wantedOf(own, withSnapshotTree(trees.get(own.release), host.platform, own.tree_digest))
          : group
      if (newest) wanted.set(host.id, newest)
    }
    return wanted
  }

  /** The signed newest assignments that concern a host and are newer than `epoch`: at most two, oldest first. */
  async newerThan(hostId: string, groupId: string, epoch: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ jws: string }>(
      `SELECT jws FROM (
         SELECT a.epoch, a.jws FROM host_group g JOIN assignment a ON a.epoch = g.epoch WHERE g.id = $2
         UNION ALL
         (SELECT epoch, jws FROM assignment WHERE host_id = $1 ORDER BY epoch DESC LIMIT 1)) newest
       WHERE epoch > $3 ORDER BY epoch`,
      [hostId, groupId, epoch],
    )
    return rows.map((row) => row.jws)
  }

  /** Every committed assignment with a greater epoch, in order. */
  async publishedAfter(epoch: number): Promise<PublishedAssignment[]> {
    const { rows } = await this.database.pool.query<{
      epoch: number
      group_id: string | null
      host_id: string | null
      jws: string
    }>('SELECT epoch, group_id, host_id, jws FROM assignment WHERE epoch > $1 ORDER BY epoch', [epoch])
    return rows.map(({ epoch, group_id, host_id, jws }) => ({
      epoch,
      groupId: group_id,
      hostId: host_id,
      jws,
      urgent: ownAssignment(jws).urgent,
    }))
  }

  /** The newest committed epoch; 0 before the first assignment. */
  async newestEpoch(): Promise<number> {
    const { rows } = await this.database.pool.query<{ epoch: number }>(
      'SELECT coalesce(max(epoch), 0)::int AS epoch FROM assignment',
    )
    return rows[0]?.epoch ?? 0
  }
}

const NO_TREES: ReadonlyMap<string, string> = new Map()

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
