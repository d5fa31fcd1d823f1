import { refuse, type SnapshotSummary } from '@goherd/model'
import type { hostRollbackRequest, hostRollbackResult } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Database } from '../base/database/index.js'
import { Assignments } from '../groups/index.js'
import { RecallReader, releaseRecalled } from '../recalls/index.js'
import { HostReader, type KnownHost } from './host.reader.js'
import { hostRefused, hostUnknown, snapshotEmpty, snapshotUnknown } from './host-refusals.js'

/** Takes one host to one of its own snapshots: an assignment to that host alone. */
@Injectable()
export class HostRestorer {
  constructor(
    private readonly database: Database,
    private readonly reader: HostReader,
    private readonly assignments: Assignments,
    private readonly recalls: RecallReader,
    private readonly audit: AuditLog,
  ) {}

  /**
   * An offline host gets it when it is back.
   * @throws GoherdError `host_unknown`, `snapshot_unknown`, `snapshot_without_release`, `release_recalled`, `host_unmanaged`, `role_too_small`
   */
  async restore(
    name: string,
    { snapshot: id, reason }: z.output<typeof hostRollbackRequest>,
    actor: Actor,
  ): Promise<z.infer<typeof hostRollbackResult>> {
    const known = await this.reader.byName(name)
    if (!known) throw hostUnknown(name)
    const { online } = known.status
    const refusal = refuse('host.rollback', {
      role: actor.role,
      host: { online, managed: known.host.managed },
    })
    if (refusal) throw hostRefused(refusal)
    const { release, settings, treeDigest } = await this.snapshotOf(known, id)
    const recall = await this.recalls.of(release)
    if (recall) throw releaseRecalled(release, recall)
    const epoch = await this.database.transaction(async (tx) => {
      const published = await this.assignments.publishToHost(tx, {
        hostId: known.host.id,
        snapshot: { id, release, settings, treeDigest },
        actor: actor.name,
        reason,
      })
      const summary = `${name} goes to its snapshot ${id} (${release}), epoch ${published.epoch}`
      await this.audit.record(
        { actor: actor.name, action: 'host.rollback', target: `host:${name}`, reason, summary },
        tx,
      )
      return published.epoch
    })
    return { host: name, epoch, snapshot: id, release }
  }

  private async snapshotOf(
    { host }: KnownHost,
    id: string,
  ): Promise<SnapshotSummary & { readonly release: string }> {
    const observed = (await this.reader.observed([host.id])).get(host.id)?.observed
    const snapshot = observed?.snapshots.find((one) => one.id === id)
    if (!snapshot) throw snapshotUnknown(host.name, id)
    const { release } = snapshot
    if (release === null) throw snapshotEmpty(host.name, id)
    return { ...snapshot, release }
  }
}
