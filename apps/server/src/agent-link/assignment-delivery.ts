import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { Assignments, type PublishedAssignment } from '../groups/index.js'
import type { AgentPeer } from './agent-peer.js'
import { AgentSessions } from './agent-sessions.js'

/** What `session.opened` has room for; the newest alone decides, so an older one that falls out is no loss. */
const MOST_AT_ONCE = 2

/** A connection that is being opened, and what was published meanwhile. */
interface Opening {
  readonly peer: AgentPeer
  readonly meanwhile: string[]
}

/** Brings assignments to hosts: to those that are connected when one is published, and to the others when they come back. */
@Injectable()
export class AssignmentDelivery implements OnModuleInit {
  private readonly logger = new Logger(AssignmentDelivery.name)
  private readonly openings = new Set<Opening>()
  /** Group and platform pairs that the current assignment is known to cover. */
  private readonly covered = new Set<string>()

  constructor(
    private readonly assignments: Assignments,
    private readonly sessions: AgentSessions,
  ) {}

  onModuleInit(): void {
    this.assignments.onPublished((published) => this.deliver(published))
  }

  /**
   * The assignments a host is to be told of when it connects, oldest first. `welcome` is called in the same turn of the event
   * loop as the last look, so that nothing that is published around this moment is missed or told before it.
   * @throws whatever the database throws
   */
  async open(peer: AgentPeer, welcome: (assignments: { jws: string }[]) => void): Promise<void> {
    const opening: Opening = { peer, meanwhile: [] }
    this.openings.add(opening)
    try {
      const stored =
        peer.wantedEpoch > peer.epoch
          ? await this.assignments.newerThan(peer.hostId, peer.groupId, peer.epoch)
          : []
      const all = [...new Set([...stored, ...opening.meanwhile])]
      welcome(all.slice(-MOST_AT_ONCE).map((jws) => ({ jws })))
    } finally {
      this.openings.delete(opening)
    }
    this.cover(peer)
  }

  private deliver(published: PublishedAssignment): void {
    const { groupId, hostId, members, jws } = published
    for (const key of this.covered) {
      if (groupId !== null && members === null && key.startsWith(`${groupId} `)) this.covered.delete(key)
    }
    const spokenTo = members === null ? undefined : new Set(members)
    for (const { peer, meanwhile } of this.openings) {
      const isForIt = spokenTo?.has(peer.hostId) ?? (peer.groupId === groupId || peer.hostId === hostId)
      if (isForIt) meanwhile.push(jws)
    }
    this.sessions.tell(published, { jws })
  }

  /** The first host of its platform in a group may find that the group's assignment does not speak of its platform yet. */
  private cover({ groupId, platform, managed, name }: AgentPeer): void {
    const key = `${groupId} ${platform}`
    if (!managed || this.covered.has(key)) return
    this.covered.add(key)
    this.assignments.coverPlatform(groupId, platform).catch((error: unknown) => {
      this.covered.delete(key)
      this.logger.warn(`${name} needs an archive for ${platform} that cannot be had: ${String(error)}`)
    })
  }
}
