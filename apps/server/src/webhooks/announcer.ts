import type { WebhookBody, WebhookEvent } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Clock } from '../base/clock/index.js'
import { ServerConfig } from '../base/config/index.js'
import type { Writer } from '../base/database/index.js'
import { DeliveryStore } from './delivery.store.js'
import { pageOf } from './page-of.js'

/** Something that webhooks may want to hear of. */
export interface Announcement {
  readonly type: WebhookEvent
  /** Id of the rollout, rollback or drill; the release's name; `fleet`. */
  readonly id: string
  /** One sentence for people. */
  readonly says: string
  /** Who did it; null when it happened by itself. */
  readonly actor: string | null
  /** For programs; JSON. */
  readonly details: Readonly<Record<string, unknown>>
}

/** Tells every interested webhook of something: inside the transaction of what happened, so that none is told of what did not. */
@Injectable()
export class Announcer {
  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly config: ServerConfig,
    private readonly clock: Clock,
  ) {}

  /** One statement and, where somebody is interested, one more. */
  async announce(tx: Writer, announcement: Announcement): Promise<void> {
    const at = this.clock.now()
    await this.deliveries.toInterested(tx, this.bodyOf(announcement, at), at)
  }

  /** What a webhook is sent. */
  bodyOf({ type, id, says, actor, details }: Announcement, at: Date): WebhookBody {
    const url = `${this.config.publicUrl}${pageOf(type, id)}`
    return { type, timestamp: at.toISOString(), data: { id, says, actor, url, details: { ...details } } }
  }
}
