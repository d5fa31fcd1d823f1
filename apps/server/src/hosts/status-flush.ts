import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import type { PublishedAssignment } from '../groups/index.js'
import { type Batch, foldBatch, hostsOf } from './fold-batch.js'
import { restate } from './fold-status.js'
import type { KnownHost } from './host.reader.js'
import { differs, type HostChange, HostChanges } from './host-changes.js'
import { KnownHosts } from './known-hosts.js'
import { Presence } from './presence.js'
import { ReportInbox } from './report-inbox.js'
import { StatusStore } from './status.store.js'
import { WantedStates } from './wanted-states.js'

/** Carries one batch from what was heard to what is committed, answered and told. */
@Injectable()
export class StatusFlush {
  /** Hosts of a failed flush: whether it was committed is not known, so the next one is told of in any case. */
  private readonly doubtful = new Set<string>()

  constructor(
    private readonly inbox: ReportInbox,
    private readonly presence: Presence,
    private readonly known: KnownHosts,
    private readonly wanted: WantedStates,
    private readonly store: StatusStore,
    private readonly changes: HostChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Commits a batch, then answers its reports, then tells who listens.
   * @throws whatever the database throws; nothing is answered then, and what is remembered of these hosts is dropped
   */
  async flush(batch: Batch): Promise<void> {
    try {
      await this.write(batch)
    } catch (error) {
      const ids = hostsOf(batch)
      this.known.forget(ids)
      for (const id of ids) this.doubtful.add(id)
      throw error
    }
  }

  /**
   * Accounts for a published assignment: the hosts it speaks to are not there yet.
   * @throws whatever the database throws
   */
  async restate(published: PublishedAssignment): Promise<void> {
    const known = await this.load(await this.store.restate(published))
    const changes = [...known.values()].map(
      (before): HostChange => ({
        host: before.host,
        before: before.status,
        after: restate(before.status, this.around(before)),
      }),
    )
    this.changes.tell(this.settle(changes))
  }

  private async write(batch: Batch): Promise<void> {
    const known = await this.load(hostsOf(batch))
    const folded = foldBatch(batch, known, (host) => this.around(host))
    const written = await this.store.flush(folded, this.clock.now())
    const strangers = new Set(folded.strangers)
    for (const stranger of strangers) this.inbox.refused(stranger, NOT_ENROLLED)
    this.inbox.committed(batch.reports.filter((taken) => !strangers.has(taken)))
    this.changes.tell(this.settle(folded.changes))
    // Another server stored a newer report of these, or their platform may have changed: read them again next time.
    this.known.forget(folded.statuses.flatMap(({ hostId }) => (written.has(hostId) ? [] : [hostId])))
    const described = folded.profiles.map(({ hostId }) => hostId)
    this.known.forget(described)
    this.wanted.forget(described)
  }

  private async load(hostIds: readonly string[]): Promise<Map<string, KnownHost>> {
    const known = await this.known.load(hostIds)
    await this.wanted.load([...known.values()].map(({ host }) => host))
    return known
  }

  private around({ host }: KnownHost) {
    return { host, wanted: this.wanted.get(host.id), online: this.presence.isOnline(host.id) }
  }

  /** Remembers what is committed now, and keeps of it what somebody may care about. */
  private settle(changes: readonly HostChange[]): HostChange[] {
    return changes.filter(({ host, before, after }) => {
      this.known.note({ host, status: before }, after)
      return this.doubtful.delete(host.id) || differs(before, after)
    })
  }
}

const NOT_ENROLLED = {
  code: 'host_unknown',
  message: 'this host is no longer enrolled',
  hint: 'Enroll it again with a new token.',
}
