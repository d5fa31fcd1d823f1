import {
  type RollbackView,
  rollbackGroup,
  rollbackScope,
  rollbackTarget,
  rollbackView,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { Database } from '../base/database/index.js'
import { rollbackUnknown } from './rollback-refusals.js'

/** Rollbacks a list shows. */
const PAGE = 20

interface HostRow {
  readonly rollbackId: string
  readonly host: string
  readonly state: string
  readonly reason: string
  readonly digest: string | null
  readonly provedAt: Date | null
}

interface Row {
  readonly id: string
  readonly state: string
  readonly scope: unknown
  readonly target: unknown
  readonly groups: unknown
  readonly reason: string
  readonly actor: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
}

const HOSTS = `
  SELECT rollback_id AS "rollbackId", host, state, reason, digest, proved_at AS "provedAt"
    FROM rollback_host WHERE rollback_id = ANY ($1) ORDER BY proved_at NULLS LAST, host`

/** What pages show of rollbacks. */
@Injectable()
export class RollbackViews {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  async list(): Promise<RollbackView[]> {
    return this.views(
      await this.database.prisma.rollback.findMany({ orderBy: { startedAt: 'desc' }, take: PAGE }),
    )
  }

  /** @throws GoherdError `rollback_unknown` */
  async one(id: string): Promise<RollbackView> {
    const row = await this.database.prisma.rollback.findUnique({ where: { id } })
    const [view] = row ? await this.views([row]) : []
    if (!view) throw rollbackUnknown(id)
    return view
  }

  private async views(rows: readonly Row[]): Promise<RollbackView[]> {
    const { rows: hosts } = await this.database.pool.query<HostRow>(HOSTS, [rows.map((row) => row.id)])
    return rows.map((row) =>
      viewOf(
        row,
        hosts.filter((host) => host.rollbackId === row.id),
      ),
    )
  }
}

function viewOf(row: Row, hosts: readonly HostRow[]): RollbackView {
  const { id, state, reason, actor, startedAt, finishedAt } = row
  const inState = (wanted: string) => hosts.filter((host) => host.state === wanted)
  const proved = inState('proved')
  return {
    ...{ id, reason, actor },
    state: rollbackView.shape.state.parse(state),
    scope: rollbackScope.parse(row.scope),
    target: rollbackTarget.parse(row.target),
    groups: z.array(rollbackGroup).parse(row.groups),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    hosts: hosts.length,
    proved: proved.length,
    failed: inState('failed').map(withReason),
    pending: inState('pending').map(({ host }) => host),
    debt: inState('debt').map(withReason),
    provedHosts: proved.map(({ host, digest, provedAt }) => ({
      host,
      digest: digest ?? '',
      afterMs: Math.max(0, (provedAt?.getTime() ?? 0) - startedAt.getTime()),
    })),
  }
}

function withReason({ host, reason }: HostRow): { host: string; reason: string } {
  return { host, reason }
}
