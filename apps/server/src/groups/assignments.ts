import { Injectable } from '@nestjs/common'
import type { Writer } from '../base/database/index.js'
import { AssignmentReader, type Wanted } from './assignment.reader.js'
import {
  AssignmentStore,
  type GroupPublication,
  type HostPublication,
  type Publication,
  type WavePublication,
} from './assignment.store.js'
import { AssignmentFeed, type PublishedListener } from './assignment-feed.js'
import { PlatformCover } from './platform-cover.store.js'

/** The door to assignments for the rest of the server. */
@Injectable()
export class Assignments {
  constructor(
    private readonly store: AssignmentStore,
    private readonly reader: AssignmentReader,
    private readonly feed: AssignmentFeed,
    private readonly cover: PlatformCover,
  ) {}

  /**
   * Sends a group to a revision, inside the caller's transaction.
   * @throws GoherdError `revision_unknown`, `assignment_too_large`
   */
  publishToGroup(tx: Writer, publication: GroupPublication): Promise<Publication> {
    return this.store.publishToGroup(tx, publication)
  }

  /**
   * Sends some hosts of a group to a revision, inside the caller's transaction; the group's own assignment stays.
   * @throws GoherdError `revision_unknown`, `assignment_too_large`
   */
  publishWave(tx: Writer, publication: WavePublication): Promise<Publication> {
    return this.store.publishWave(tx, publication)
  }

  /**
   * Sends a host to one of its snapshots, inside the caller's transaction.
   * @throws GoherdError `host_unknown`, `assignment_too_large`
   */
  publishToHost(tx: Writer, publication: HostPublication): Promise<Publication> {
    return this.store.publishToHost(tx, publication)
  }

  /**
   * Hears of each assignment once, in order of epochs, after its commit, whichever server made it. As every server hears all
   * of them, a listener that emits to sockets emits to its own server's only.
   * @returns a function that ends the subscription
   */
  onPublished(listener: PublishedListener): () => void {
    return this.feed.subscribe(listener)
  }

  /** What each host should have; a host that nothing was assigned to has no entry. Three queries for any number of hosts. */
  wantedByHost(hostIds?: readonly string[]): Promise<Map<string, Wanted>> {
    return this.reader.wantedByHost(hostIds)
  }

  /** The signed newest assignments that concern a host and are newer than `epoch`: at most three, oldest first. */
  newerThan(hostId: string, groupId: string, epoch: number): Promise<string[]> {
    return this.reader.newerThan(hostId, groupId, epoch)
  }

  /**
   * Makes sure that a group's current assignment names the archive of a platform: call it when a host enrolls or connects.
   * Where the catalogue has no such archive, nothing happens.
   * @throws GoherdError of kind `upstream` when the archive cannot be had
   */
  coverPlatform(groupId: string, platform: string): Promise<void> {
    return this.cover.ensure(groupId, platform)
  }
}
