import type { RolloutSpec } from '@goherd/protocol'
import type { HostProgress, RolloutState } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'
import type { Member } from './rollout.reader.js'
import { ROLLOUT_CHANNEL } from './rollout-feed.js'
import type { StoredHead } from './stored-state.js'

/** A rollout to be written. */
export interface NewRollout {
  readonly spec: RolloutSpec
  readonly hash: string
  readonly head: StoredHead
  readonly reason: string
  readonly actor: string
  readonly createdAt: Date
  readonly groups: readonly { readonly id: string; readonly from: number | null; readonly to: number }[]
  readonly hosts: readonly RolloutHostRow[]
}

/** A host of a rollout as it is written; progress is null before its turn. */
export interface RolloutHostRow extends Member {
  readonly id: string
  readonly stage: number
  readonly place: number
  readonly progress: HostProgress | null
}

/** A line of a rollout's own history. */
export interface EventLine {
  readonly kind: string
  readonly says: string
  /** Who did it; null for the rollout itself. */
  readonly actor: string | null
}

/** What of a rollout changes. */
export interface Advance {
  readonly id: string
  /** The version it was planned from. */
  readonly version: number
  readonly head: StoredHead
  readonly hosts: readonly RolloutHostRow[]
  readonly events: readonly EventLine[]
  readonly at: Date
}

/** Writes rollouts. */
@Injectable()
export class RolloutStore {
  /** @returns the id */
  async create(tx: Writer, { groups, hosts, head, ...row }: NewRollout): Promise<string> {
    const fleet = await tx.fleet.findUniqueOrThrow({ where: { id: 1 }, select: { epoch: true } })
    const { id } = await tx.rollout.create({
      data: { ...row, state: head, phase: head.phase.kind, startEpoch: fleet.epoch },
      select: { id: true },
    })
    await tx.rolloutGroup.createMany({
      data: groups.map(({ id: groupId, from, to }) => ({ rolloutId: id, groupId, from, to })),
    })
    await writeHosts(tx, id, hosts)
    await this.tell(tx, id, 0)
    return id
  }

  /** @returns false when another writer was there first: nothing is written then */
  async advance(tx: Writer, { id, version, head, hosts, events, at }: Advance): Promise<boolean> {
    const { count } = await tx.rollout.updateMany({
      where: { id, version },
      data: { ...columnsOf(head, at), version: version + 1 },
    })
    if (count === 0) return false
    await writeHosts(tx, id, hosts)
    await this.addEvents(tx, id, events, at)
    if (head.phase.kind === 'finished') await this.close(tx, id)
    await this.tell(tx, id, version + 1)
    return true
  }

  /** Writes a new head whatever the version, for who holds the fleet's lock and must not fail. */
  async end(tx: Writer, { id, head, events, at }: Omit<Advance, 'version' | 'hosts'>): Promise<void> {
    const { version } = await tx.rollout.update({
      where: { id },
      data: { ...columnsOf(head, at), version: { increment: 1 } },
      select: { version: true },
    })
    await this.addEvents(tx, id, events, at)
    await this.close(tx, id)
    await this.tell(tx, id, version)
  }

  async addEvents(tx: Writer, id: string, events: readonly EventLine[], at: Date): Promise<void> {
    if (events.length === 0) return
    const data = events.map(({ kind, says, actor }) => ({
      ...{ rolloutId: id, at, kind, actor },
      says: says.slice(0, 1_000),
    }))
    await tx.rolloutEvent.createMany({ data })
  }

  /** Of hosts that had nothing assigned before: no wave speaks to them any more. */
  async leaveWaves(tx: Writer, hostIds: readonly string[]): Promise<void> {
    await tx.waveMember.deleteMany({ where: { hostId: { in: [...hostIds] } } })
  }

  private async close(tx: Writer, id: string): Promise<void> {
    await tx.rolloutGroup.updateMany({ where: { rolloutId: id }, data: { open: false } })
  }

  /** Every server hears of it at commit. */
  private async tell(tx: Writer, id: string, version: number): Promise<void> {
    await tx.$executeRaw`SELECT pg_notify(${ROLLOUT_CHANNEL}, ${`${id} ${version}`})`
  }
}

/** The rows of hosts that are not what they were, or that are new. */
export function changedHosts(
  before: RolloutState,
  after: RolloutState,
  memberOf: (id: string) => Member | undefined,
): RolloutHostRow[] {
  const known = before === after ? undefined : new Set(before.stages.flat())
  const rows: RolloutHostRow[] = []
  for (const [stage, ids] of after.stages.entries()) {
    for (const [place, id] of ids.entries()) {
      const progress = after.hosts[id] ?? null
      const isSame = known?.has(id) === true && progress === (before.hosts[id] ?? null)
      const member = isSame ? undefined : memberOf(id)
      if (member !== undefined) rows.push({ id, ...member, stage, place, progress })
    }
  }
  return rows
}

function columnsOf(head: StoredHead, at: Date) {
  const { phase } = head
  const finished = phase.kind === 'finished' ? { outcome: phase.outcome, finishedAt: at } : {}
  return { state: head, phase: phase.kind, ...finished }
}

/** In one statement, however many hosts. Only the progress of a host changes. */
async function writeHosts(tx: Writer, id: string, rows: readonly RolloutHostRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO rollout_host (rollout_id, host_id, host, group_id, stage, place, progress)
    SELECT ${id}, t.id, t.host, t.group_id, t.stage, t.place, nullif(t.progress, 'null')::jsonb
      FROM unnest(${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.host)}::text[],
                  ${rows.map((row) => row.groupId)}::text[], ${rows.map((row) => row.stage)}::int[],
                  ${rows.map((row) => row.place)}::int[],
                  ${rows.map((row) => JSON.stringify(row.progress))}::text[])
        AS t (id, host, group_id, stage, place, progress)
    ON CONFLICT (rollout_id, host_id) DO UPDATE SET progress = excluded.progress`
}
