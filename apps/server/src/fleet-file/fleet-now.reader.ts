import type { DesiredState } from '@goherd/model'
import { hostPolicy, settings as settingsSchema, windowSpecs } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database } from '../base/database/index.js'
import { RecallReader } from '../recalls/index.js'
import { ReleaseReader } from '../releases/index.js'
import type { FleetNow, GroupNow } from './diff-fleet.js'

/** A revision as a query gives it; every field is null where there is none. */
interface StateRow {
  readonly revision: number | null
  readonly release: string | null
  readonly settings: unknown
  readonly policy: unknown
}

interface Row extends StateRow {
  readonly name: string
  readonly managed: boolean
  readonly hosts: number
  readonly drillEveryDays: number | null
  readonly windows: unknown
  readonly rolloutId: string | null
  readonly toRevision: number | null
  readonly toRelease: string | null
  readonly toSettings: unknown
  readonly toPolicy: unknown
}

/** Reads what a fleet file is compared with. */
@Injectable()
export class FleetNowReader {
  constructor(
    private readonly database: Database,
    private readonly releases: ReleaseReader,
    private readonly recalls: RecallReader,
  ) {}

  /** The groups of these names that there are, the catalogue, and what is recalled: one query each. */
  async read(names: readonly string[]): Promise<FleetNow> {
    const [rows, catalogue, recalled] = await Promise.all([
      this.groups(names),
      this.releases.catalogue(),
      this.recalls.active(),
    ])
    return { groups: new Map(rows.map((row) => [row.name, groupOf(row)])), catalogue, recalled }
  }

  private groups(names: readonly string[]): Promise<Row[]> {
    return this.database.prisma.$queryRaw<Row[]>`
      SELECT g.name, g.managed, g.drill_every_days AS "drillEveryDays", g.windows,
             (SELECT count(*)::int FROM host h WHERE h.group_id = g.id) AS hosts,
             r.number AS revision, r.release, r.settings, r.policy, o.id AS "rolloutId",
             t.number AS "toRevision", t.release AS "toRelease", t.settings AS "toSettings", t.policy AS "toPolicy"
        FROM host_group g
        LEFT JOIN assignment a ON a.epoch = g.epoch LEFT JOIN revision r ON r.number = a.revision
        LEFT JOIN rollout_group rg ON rg.group_id = g.id AND rg.open
        LEFT JOIN rollout o ON o.id = rg.rollout_id LEFT JOIN revision t ON t.number = rg.to_revision
       WHERE g.name = ANY (${names})`
  }
}

function groupOf(row: Row): GroupNow {
  const { managed, hosts, drillEveryDays, rolloutId } = row
  const windows = windowSpecs.parse(row.windows)
  const to = stateOf({
    ...{ revision: row.toRevision, release: row.toRelease },
    ...{ settings: row.toSettings, policy: row.toPolicy },
  })
  return {
    ...{ managed, hosts, drillEveryDays, windows, current: stateOf(row) },
    rollout: rolloutId === null || to === null ? null : { id: rolloutId, to },
  }
}

function stateOf({ revision, release, settings, policy }: StateRow) {
  if (revision === null || release === null) return null
  const state: DesiredState = {
    release,
    settings: settingsSchema.parse(settings),
    policy: hostPolicy.parse(policy),
  }
  return { revision, ...state }
}
