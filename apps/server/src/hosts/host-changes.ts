import { Injectable, Logger } from '@nestjs/common'
import type { HostIdentity, HostStatus } from './host-status.js'

/** A host whose committed status changed in a way that a page or another concept may care about. */
export interface HostChange {
  readonly host: HostIdentity
  readonly before: HostStatus
  readonly after: HostStatus
  /** Set when the host was removed: there is no row of it any more. */
  readonly removed?: true
}

export type HostChangeListener = (changes: readonly HostChange[]) => void

/** Tells others, after each commit and in batches, which hosts changed. Of this server's own writes only. */
@Injectable()
export class HostChanges {
  private readonly logger = new Logger(HostChanges.name)
  private readonly listeners = new Set<HostChangeListener>()

  /** @returns a function that ends the subscription */
  onChanged(listener: HostChangeListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** A listener that throws keeps nobody else from hearing it, and never undoes the commit it speaks of. */
  tell(changes: readonly HostChange[]): void {
    if (changes.length === 0) return
    for (const listener of this.listeners) {
      try {
        listener(changes)
      } catch (error) {
        this.logger.error(error)
      }
    }
  }
}

/** False when nothing but the sequence number and the time differ. */
export function differs(before: HostStatus, after: HostStatus): boolean {
  return (
    before.state !== after.state ||
    before.online !== after.online ||
    before.epoch !== after.epoch ||
    before.proved !== after.proved ||
    before.phase !== after.phase ||
    before.actual !== after.actual ||
    before.proof !== after.proof ||
    before.failure !== after.failure ||
    JSON.stringify(before.maintenance) !== JSON.stringify(after.maintenance) ||
    JSON.stringify(before.goSource) !== JSON.stringify(after.goSource) ||
    (before.drift.length + after.drift.length > 0 &&
      JSON.stringify(before.drift) !== JSON.stringify(after.drift))
  )
}
