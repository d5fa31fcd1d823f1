import { createHash } from 'node:crypto'
import { canonicalProof } from '@goherd/model'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { Assignments, type PublishedAssignment, type Wanted } from '../groups/index.js'
import type { WantedState } from './fold-status.js'
import type { HostIdentity } from './host-status.js'

interface Entry {
  readonly groupId: string
  readonly wanted: Wanted | undefined
  readonly state: WantedState | undefined
  /** An entry without an expected proof is asked for again: the archive may have been read since. */
  readonly staleAt: number
}

const ASK_AGAIN_MS = 2_000

/** What each host should have, with the digest that proves it. Kept until a newer assignment concerns the host. */
@Injectable()
export class WantedStates {
  private readonly entries = new Map<string, Entry>()
  private readonly proofs = new Map<string, string>()
  private publications = 0

  constructor(
    private readonly assignments: Assignments,
    private readonly clock: Clock,
  ) {}

  /** Drops what an assignment makes untrue. Call it for every published assignment before anything is folded after it. */
  published({ groupId, hostId, members }: PublishedAssignment): void {
    this.publications += 1
    if (hostId !== null) this.entries.delete(hostId)
    if (members !== null) this.forget(members)
    if (groupId === null || members !== null) return
    for (const [id, entry] of this.entries) {
      if (entry.groupId === groupId) this.entries.delete(id)
    }
  }

  /** Fetches what is missing for these hosts, three queries for any number of them. */
  async load(hosts: readonly HostIdentity[]): Promise<void> {
    const now = this.clock.now().getTime()
    const missing = hosts.filter(({ id }) => !((this.entries.get(id)?.staleAt ?? 0) > now))
    if (missing.length === 0) return
    const before = this.publications
    const wanted = await this.assignments.wantedByHost(missing.map((host) => host.id))
    // Something was published while this was read: it may be what was true before.
    if (this.publications !== before) return this.load(hosts)
    for (const host of missing) this.entries.set(host.id, this.entry(host, wanted.get(host.id), now))
  }

  /** What a loaded host should have; undefined when nothing is assigned to it. */
  get(hostId: string): WantedState | undefined {
    return this.entries.get(hostId)?.state
  }

  /** The same with where it comes from, for pages. */
  origin(hostId: string): Wanted | undefined {
    return this.entries.get(hostId)?.wanted
  }

  /** Forgets hosts that went away. */
  forget(hostIds: Iterable<string>): void {
    for (const id of hostIds) this.entries.delete(id)
  }

  private entry({ groupId, platform }: HostIdentity, wanted: Wanted | undefined, now: number): Entry {
    if (!wanted) return { groupId, wanted, state: undefined, staleAt: Number.POSITIVE_INFINITY }
    const expectedProof = this.expectedProof(wanted, platform)
    return {
      groupId,
      wanted,
      state: { epoch: wanted.epoch, desired: wanted.desired, expectedProof },
      staleAt: expectedProof === null ? now + ASK_AGAIN_MS : Number.POSITIVE_INFINITY,
    }
  }

  private expectedProof({ epoch, desired, treeDigestByPlatform }: Wanted, platform: string): string | null {
    const treeDigest = treeDigestByPlatform.get(platform)
    if (treeDigest === undefined) return null
    // A digest stands for the bytes, so the same epoch, platform and tree always give the same proof.
    const key = `${epoch} ${platform} ${treeDigest}`
    const known = this.proofs.get(key)
    if (known !== undefined) return known
    const proof = createHash('sha256')
      .update(canonicalProof({ ...desired, treeDigest }))
      .digest('hex')
    if (this.proofs.size > 10_000) this.proofs.clear()
    this.proofs.set(key, proof)
    return proof
  }
}
