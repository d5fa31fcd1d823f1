import { describeDrift } from '@goherd/model'
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { AuditLog, type AuditRecord } from '../audit/index.js'
import { type HostChange, HostChanges } from './host-changes.js'

/** Rows that one batch of changes may write; the rest is one row that counts them. */
const MOST_ROWS = 20

/** Writes into the audit log when a host starts to differ from what it was assigned, and when it ends. */
@Injectable()
export class DriftAudit implements OnModuleInit {
  private readonly logger = new Logger(DriftAudit.name)

  constructor(
    private readonly changes: HostChanges,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.changes.onChanged((changes) => {
      const records = driftRecords(changes)
      if (records.length > 0) this.write(records).catch((error: unknown) => this.logger.warn(String(error)))
    })
  }

  private async write(records: readonly AuditRecord[]): Promise<void> {
    for (const record of records) await this.audit.record(record)
  }
}

/** The rows for a batch of changes, in its order, and one that counts what is beyond the limit. */
export function driftRecords(changes: readonly HostChange[]): AuditRecord[] {
  const records = changes.flatMap((change) => driftRecord(change) ?? [])
  if (records.length <= MOST_ROWS) return records
  const more = records.length - MOST_ROWS
  const summary = `${more} more hosts began or ceased to differ at the same time`
  return [
    ...records.slice(0, MOST_ROWS),
    { actor: 'system', action: 'drift.changed', target: 'fleet', summary },
  ]
}

/** A host that only goes offline or comes back as it was says nothing new. */
function driftRecord({ host, before, after }: HostChange): AuditRecord | undefined {
  const target = `host:${host.name}`
  const isNew = before.drift.length === 0 || (before.state !== 'drifted' && before.state !== 'offline')
  if (after.state === 'drifted' && isNew) {
    const summary = `${host.name} drifted: ${after.drift.map(describeDrift).join('; ')}`
    return { actor: 'system', action: 'drift.appeared', target, summary }
  }
  if (before.state === 'drifted' && (after.state === 'in-sync' || after.state === 'updating')) {
    const summary =
      after.state === 'in-sync' ? `${host.name} is as assigned again` : `${host.name} is being brought back`
    return { actor: 'system', action: 'drift.ended', target, summary }
  }
  return undefined
}
