import { Injectable } from '@nestjs/common'
import { AgentSessions } from '../agent-link/index.js'
import { AuditLog, type AuditRecord } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import type { KnownHost } from './host.reader.js'
import { HostChanges } from './host-changes.js'
import { HostRemovalStore } from './host-removal.store.js'
import { KnownHosts } from './known-hosts.js'
import { WantedStates } from './wanted-states.js'

/** Forgets hosts: their rows go, their agents are sent away and refused from then on. */
@Injectable()
export class HostRemover {
  constructor(
    private readonly database: Database,
    private readonly store: HostRemovalStore,
    private readonly known: KnownHosts,
    private readonly wanted: WantedStates,
    private readonly sessions: AgentSessions,
    private readonly changes: HostChanges,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param record the audit row of so many hosts
   * @returns those it was done to; the others were gone already
   */
  async remove(
    hosts: readonly KnownHost[],
    record: (done: readonly KnownHost[]) => AuditRecord,
  ): Promise<readonly KnownHost[]> {
    const removed = await this.database.transaction(async (tx) => {
      const ids = await this.store.remove(
        tx,
        hosts.map(({ host }) => host.id),
      )
      const done = hosts.filter(({ host }) => ids.has(host.id))
      await this.audit.record(record(done), tx)
      return done
    })
    const ids = removed.map(({ host }) => host.id)
    this.known.forget(ids)
    this.wanted.forget(ids)
    for (const id of ids) this.sessions.expel(id, REMOVED)
    this.changes.tell(removed.map(asGone))
    return removed
  }
}

/** Whoever waits for the host hears that it is away, and finds no row when it looks. */
function asGone({ host, status }: KnownHost) {
  const after = { ...status, online: false, state: 'offline' as const }
  return { host, before: status, after, removed: true as const }
}

const REMOVED = {
  code: 'host_removed',
  message: 'this host was removed from the server',
  hint: 'Nothing on it changes any more. To have it back, enroll it with a new token: goherd-agent enroll.',
  retry: 'never',
} as const
