import type { AuditVerification } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { type ChainHead, type SealedEntry, SealStore } from './seal.store.js'
import { NO_SEAL, sealEntry } from './seal-entry.js'

/** Entries that are in memory at a time. */
const BATCH = 2_000

type Broken = NonNullable<AuditVerification['broken']>

/** Computes the chain of seals anew, from its beginning. */
@Injectable()
export class AuditVerifier {
  private running: Promise<AuditVerification> | undefined

  constructor(private readonly store: SealStore) {}

  /** Whether every sealed entry is as it was, and none is missing. Who asks while it is computed gets the same answer. */
  verify(): Promise<AuditVerification> {
    this.running ??= this.compute().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  private async compute(): Promise<AuditVerification> {
    const head = await this.store.head()
    const unsealed = await this.store.unsealed()
    const { entries, broken } = await this.walk(head)
    return { ok: broken === null, entries, unsealed, head: head.place === 0 ? null : head.seal, broken }
  }

  /** Goes along the chain up to what was its end when this began, or to the first entry that does not fit. */
  private async walk(head: ChainHead): Promise<{ entries: number; broken: Broken | null }> {
    let last: SealedEntry | undefined
    for (;;) {
      const place = last?.place ?? 0
      const batch = await this.store.after(place, { until: head.place, most: BATCH })
      for (const entry of batch) {
        const broken = fault(last, entry)
        if (broken) return { entries: last?.place ?? 0, broken }
        last = entry
      }
      if (batch.length < BATCH) return { entries: last?.place ?? 0, broken: endFault(last, head) }
    }
  }
}

/** Why an entry does not follow the one before it. */
function fault(before: SealedEntry | undefined, entry: SealedEntry): Broken | null {
  const missing = entry.place - (before?.place ?? 0) - 1
  if (missing > 0) {
    return { id: entry.id, says: `${counted(missing)} missing before entry ${entry.id}` }
  }
  if (entry.seal === sealEntry(before?.seal ?? NO_SEAL, entry)) return null
  return { id: entry.id, says: `entry ${entry.id} is not what was sealed` }
}

function endFault(last: SealedEntry | undefined, head: ChainHead): Broken | null {
  const missing = head.place - (last?.place ?? 0)
  if (missing > 0) {
    return { id: last?.id ?? 0, says: `${counted(missing)} missing at the end, after entry ${last?.id ?? 0}` }
  }
  if ((last?.seal ?? NO_SEAL) === head.seal) return null
  return { id: last?.id ?? 0, says: 'the newest seal is not the one that was written down' }
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry is' : `${entries} entries are`
}
