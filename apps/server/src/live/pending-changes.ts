/** What changed since the last batch went out to dashboards; each thing once, however often it changed. */
export interface Batch {
  readonly hostIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly rollbackIds: readonly string[]
  readonly rolloutIds: readonly string[]
  readonly fleet: boolean
}

/** How long the counts of the fleet may be old on a page, in milliseconds: each change of them makes every page ask again. */
export const FLEET_EVERY_MS = 1_000

/** Collects changes between batches. Time comes in as milliseconds. */
export class PendingChanges {
  private hosts = new Set<string>()
  private groups = new Set<string>()
  private rollbacks = new Set<string>()
  private rollouts = new Set<string>()
  private fleet = false
  private fleetTold = Number.NEGATIVE_INFINITY

  hostsChanged(ids: Iterable<string>): void {
    for (const id of ids) this.hosts.add(id)
  }

  groupChanged(id: string): void {
    this.groups.add(id)
  }

  rollbackChanged(id: string): void {
    this.rollbacks.add(id)
  }

  rolloutChanged(id: string): void {
    this.rollouts.add(id)
  }

  fleetChanged(): void {
    this.fleet = true
  }

  /** Takes out what is due now; undefined when nothing is. The fleet waits until it was told of long enough ago. */
  take(now: number): Batch | undefined {
    const fleet = this.fleet && now - this.fleetTold >= FLEET_EVERY_MS
    const others = this.hosts.size + this.groups.size + this.rollbacks.size + this.rollouts.size
    if (!fleet && others === 0) return undefined
    const batch = {
      hostIds: [...this.hosts],
      groupIds: [...this.groups],
      rollbackIds: [...this.rollbacks],
      rolloutIds: [...this.rollouts],
      fleet,
    }
    this.hosts = new Set()
    this.groups = new Set()
    this.rollbacks = new Set()
    this.rollouts = new Set()
    if (fleet) {
      this.fleet = false
      this.fleetTold = now
    }
    return batch
  }

  /** A batch could not be built: its things are changed still. */
  giveBack(batch: Batch): void {
    this.hostsChanged(batch.hostIds)
    for (const id of batch.groupIds) this.groupChanged(id)
    for (const id of batch.rollbackIds) this.rollbackChanged(id)
    for (const id of batch.rolloutIds) this.rolloutChanged(id)
    if (batch.fleet) this.fleetChanged()
  }
}
