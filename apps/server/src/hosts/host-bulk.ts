import { refuse } from '@goherd/model'
import type { BulkResult, bulkRequest, HostSelection } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AgentSessions } from '../agent-link/index.js'
import { AuditLog, type AuditRecord } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'
import { bulkRecord } from './bulk-record.js'
import { HostReader, type KnownHost } from './host.reader.js'
import { HostChanges } from './host-changes.js'
import { HostLabelStore, type LabelChange } from './host-label.store.js'
import { countMoved, hostRefused, hostUnknown, labelsMissing } from './host-refusals.js'
import { HostRemover } from './host-remover.js'

type Request = z.output<typeof bulkRequest>
type Refused = BulkResult['refused'][number]

/** Hosts that are asked at the same time. */
const AT_ONCE = 200

interface Selected {
  readonly hosts: readonly KnownHost[]
  /** Names that no host has. */
  readonly unknown: readonly Refused[]
}

/** Does one thing to many hosts, with one row in the audit log for all of them. */
@Injectable()
export class HostBulk {
  constructor(
    private readonly database: Database,
    private readonly reader: HostReader,
    private readonly sessions: AgentSessions,
    private readonly labels: HostLabelStore,
    private readonly remover: HostRemover,
    private readonly changes: HostChanges,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns to how many it was done, and each host that refused, with the reason
   * @throws GoherdError `query_invalid`, `count_moved` when another number of hosts fits than the person saw, `labels_missing`,
   *   `role_too_small`; nothing is done then
   */
  async change({ change, hosts: selection }: Request, actor: Actor): Promise<BulkResult> {
    const refusal = refuse(`host.${change.kind}`, { role: actor.role })
    if (refusal) throw hostRefused(refusal)
    if (change.kind === 'label' && Object.keys(change.set).length + change.unset.length === 0) {
      throw labelsMissing()
    }
    const { hosts, unknown } = await this.select(selection)
    const record = (done: readonly KnownHost[]): AuditRecord =>
      bulkRecord({ change, actor: actor.name, names: done.map(({ host }) => host.name) })
    switch (change.kind) {
      case 'recheck':
        return this.recheck({ hosts, unknown }, change.bytes, record)
      case 'label':
        await this.label(hosts, change, record)
        return { done: hosts.length, refused: [...unknown] }
      case 'remove': {
        const removed = new Set(await this.remover.remove(hosts, record))
        const gone = hosts.filter((host) => !removed.has(host)).map(({ host }) => isUnknown(host.name))
        return { done: removed.size, refused: [...unknown, ...gone] }
      }
    }
  }

  private async select(selection: HostSelection): Promise<Selected> {
    if (selection.kind === 'query') {
      const hosts = await this.reader.fitting(selection.q, this.clock.now())
      if (hosts.length !== selection.expected) throw countMoved(selection.expected, hosts.length)
      return { hosts, unknown: [] }
    }
    const hosts = await this.reader.byNames(selection.names)
    const found = new Set(hosts.map(({ host }) => host.name))
    const missing = [...new Set(selection.names)].filter((name) => !found.has(name))
    return { hosts, unknown: missing.map(isUnknown) }
  }

  private async recheck(
    { hosts, unknown }: Selected,
    bytes: boolean,
    record: (done: readonly KnownHost[]) => AuditRecord,
  ): Promise<BulkResult> {
    const refused = [...unknown]
    const done: KnownHost[] = []
    for (let at = 0; at < hosts.length; at += AT_ONCE) {
      const asked = hosts.slice(at, at + AT_ONCE).map(async (known) => {
        const why = await this.ask(known, bytes)
        if (why) refused.push(why)
        else done.push(known)
      })
      await Promise.all(asked)
    }
    await this.audit.record(record(done))
    return { done: done.length, refused }
  }

  /** @returns why it did not, undefined when it looks now */
  private async ask({ host }: KnownHost, bytes: boolean): Promise<Refused | undefined> {
    try {
      const { accepted } = await this.sessions.recheck(host.id, bytes)
      const message = 'the host is busy with a change and looks when it is done'
      return accepted ? undefined : { host: host.name, code: 'host_busy', message }
    } catch (error) {
      if (!(error instanceof GoherdError)) throw error
      return { host: host.name, code: error.code, message: error.message }
    }
  }

  private async label(
    hosts: readonly KnownHost[],
    change: LabelChange,
    record: (done: readonly KnownHost[]) => AuditRecord,
  ): Promise<void> {
    const ids = hosts.map(({ host }) => host.id)
    await this.database.transaction(async (tx) => {
      await this.labels.change(tx, ids, change)
      await this.audit.record(record(hosts), tx)
    })
    // Nothing of their status changed, but their rows did.
    this.changes.tell(hosts.map(({ host, status }) => ({ host, before: status, after: status })))
  }
}

function isUnknown(name: string): Refused {
  const { code, message } = hostUnknown(name)
  return { host: name, code, message }
}
