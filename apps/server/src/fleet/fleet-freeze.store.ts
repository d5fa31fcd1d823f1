import type { freezeView } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database, type Writer } from '../base/database/index.js'
import { FleetNews } from '../base/news/index.js'
import { Announcer } from '../webhooks/index.js'

/** The freeze of the fleet: while it is on, no group is set to anything by hand. */
@Injectable()
export class FleetFreeze {
  constructor(
    private readonly database: Database,
    private readonly announcer: Announcer,
    private readonly news: FleetNews,
  ) {}

  /** What froze the fleet; null when nothing did. */
  async current(tx: Writer = this.database.prisma): Promise<z.infer<typeof freezeView> | null> {
    const fleet = await tx.fleet.findUnique({ where: { id: 1 } })
    if (!fleet?.frozenAt) return null
    return {
      reason: fleet.frozenReason ?? '',
      by: fleet.frozenBy ?? '',
      since: fleet.frozenAt.toISOString(),
    }
  }

  /** Freezes inside the caller's transaction. A later freeze replaces the reason of an earlier one. */
  async freeze(tx: Writer, { by, reason, at }: { by: string; reason: string; at: Date }): Promise<void> {
    await tx.fleet.update({ where: { id: 1 }, data: { frozenAt: at, frozenBy: by, frozenReason: reason } })
    await this.news.announce(tx, 'freeze')
    const says = `The fleet is frozen by ${by}: ${reason}`
    await this.announcer.announce(tx, {
      type: 'fleet.frozen',
      id: 'fleet',
      says,
      actor: by,
      details: { reason },
    })
  }

  /** Lifts inside the caller's transaction. */
  async lift(tx: Writer, { by, reason }: { by: string; reason: string }): Promise<void> {
    await tx.fleet.update({
      where: { id: 1 },
      data: { frozenAt: null, frozenBy: null, frozenReason: null },
    })
    await this.news.announce(tx, 'freeze')
    const says = `The freeze of the fleet was lifted by ${by}${reason ? `: ${reason}` : ''}`
    await this.announcer.announce(tx, {
      type: 'fleet.lifted',
      id: 'fleet',
      says,
      actor: by,
      details: { reason },
    })
  }

  /** Told after a freeze or lift of any server was committed. */
  onChanged(listener: () => void): void {
    this.news.on('freeze', listener)
  }
}
