import { type RollbackHostState, type RollbackState, settleRollback } from '@goherd/rollout-engine'
import { Injectable } from '@nestjs/common'
import type { AuditRecord } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import type { Announcement } from '../webhooks/index.js'
import { type OpenRollback, RollbackReader, type StoredEvidence } from './rollback.reader.js'
import { RollbackStore, type SettledHost } from './rollback.store.js'
import { PATIENCE, weighEvidence } from './weigh-evidence.js'

/** A rollback with its hosts that have not proved it. */
export interface Watched extends OpenRollback {
  readonly open: ReadonlySet<string>
}

/** Takes a rollback one step on: reads what is known of its hosts, has it judged by the engine, writes what changed. */
@Injectable()
export class RollbackSettler {
  constructor(
    private readonly reader: RollbackReader,
    private readonly store: RollbackStore,
    private readonly clock: Clock,
  ) {}

  begin(rollback: OpenRollback): Watched {
    return { ...rollback, open: unproved(rollback.hosts) }
  }

  /**
   * @param heard ids of hosts to look at
   * @param bootedAt when this server started, in milliseconds since 1970
   * @throws whatever the database throws; nothing is written then
   */
  async settle(
    before: Watched,
    heard: readonly string[],
    bootedAt: number,
  ): Promise<{ readonly watched: Watched; readonly changed: boolean }> {
    const stored = await this.reader.evidence(before.id, heard)
    const at = this.clock.now()
    const now = at.getTime()
    const evidence = stored.flatMap(
      (one) => weighEvidence(one, before.hosts.get(one.id), { now, bootedAt }, PATIENCE) ?? [],
    )
    const after = settleRollback(before, evidence, {
      elapsedMs: now - before.startedAt.getTime(),
      patience: PATIENCE,
    })
    const hosts = changedHosts(before.hosts, after.hosts, stored)
    const state = after.state === before.state ? null : after.state
    if (hosts.length > 0 || state !== null) {
      const record = state === null ? undefined : recordOf(before, state, after.hosts)
      const ended = state === null || state === 'running' ? null : state
      const announcement =
        ended && record ? announcementOf(before, ended, record.summary, after.hosts) : undefined
      await this.store.settle({ id: before.id, hosts, state, at, record, announcement })
    }
    const watched = { ...before, ...after, open: unproved(after.hosts) }
    return { watched, changed: hosts.length > 0 || state !== null }
  }
}

function unproved(hosts: ReadonlyMap<string, RollbackHostState>): Set<string> {
  return new Set([...hosts].flatMap(([id, state]) => (state.kind === 'proved' ? [] : [id])))
}

function changedHosts(
  before: ReadonlyMap<string, RollbackHostState>,
  after: ReadonlyMap<string, RollbackHostState>,
  stored: readonly StoredEvidence[],
): SettledHost[] {
  return stored.flatMap(({ id, digest }): SettledHost[] => {
    const [was, is] = [before.get(id), after.get(id)]
    if (!was || !is || isSame(was, is)) return []
    return [{ hostId: id, state: is, digest: is.kind === 'proved' ? digest : null }]
  })
}

function isSame(a: RollbackHostState, b: RollbackHostState): boolean {
  return a.kind === b.kind && ('reason' in a ? a.reason : '') === ('reason' in b ? b.reason : '')
}

const OUTCOMES = {
  complete: 'done',
  incomplete: 'failed',
  superseded: 'failed',
  running: 'done',
} as const satisfies Record<RollbackState, AuditRecord['outcome']>

function recordOf(
  { id, target }: Watched,
  state: RollbackState,
  hosts: ReadonlyMap<string, RollbackHostState>,
): AuditRecord {
  const count = countOf(hosts)
  return {
    actor: 'system',
    action: `rollback.${state}`,
    target,
    outcome: OUTCOMES[state],
    summary: `rollback ${id} is ${state}: ${count.proved} of ${hosts.size} hosts proved, ${count.failed} failed, ${count.pending} pending, ${count.debt} offline as debt`,
  }
}

function announcementOf(
  { id, actor }: Watched,
  state: RollbackState,
  summary: string,
  hosts: ReadonlyMap<string, RollbackHostState>,
): Announcement {
  const says = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}`
  return {
    type: 'rollback.finished',
    id,
    says,
    actor,
    details: { state, hosts: hosts.size, ...countOf(hosts) },
  }
}

function countOf(hosts: ReadonlyMap<string, RollbackHostState>): Record<RollbackHostState['kind'], number> {
  const count = { pending: 0, proved: 0, failed: 0, debt: 0 }
  for (const host of hosts.values()) count[host.kind] += 1
  return count
}
