import type { createWebhook, DeliveryView, webhookCreated } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Actor } from '../access/index.js'
import { AuditLog } from '../audit/index.js'
import { Clock } from '../base/clock/index.js'
import { Database, type Writer } from '../base/database/index.js'
import { Announcer } from './announcer.js'
import { DeliveryStore } from './delivery.store.js'
import { isRefusedUrl } from './guarded-address.js'
import { WebhookStore } from './webhook.store.js'
import { WebhooksView } from './webhook.view.js'
import { addressRefused, deliveryUnknown } from './webhook-refusals.js'

/** What administrators do with webhooks; each of it is in the audit log. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly store: WebhookStore,
    private readonly deliveries: DeliveryStore,
    private readonly announcer: Announcer,
    private readonly view: WebhooksView,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Registers an endpoint; this answer is the only one that has its secret.
   * @throws GoherdError `webhook_exists`, `webhook_address_refused`
   */
  async create(
    wanted: z.output<typeof createWebhook>,
    actor: Actor,
  ): Promise<z.infer<typeof webhookCreated>> {
    if (isRefusedUrl(wanted.url)) throw addressRefused(wanted.url)
    const secret = await this.database.transaction(async (tx) => {
      const made = await this.store.create(tx, wanted, { by: actor.name, at: this.clock.now() })
      const heard = wanted.events.length > 0 ? wanted.events.join(', ') : 'everything'
      await this.record(tx, actor, 'create', made.name, `is told of ${heard} at ${hostOf(made.url)}`)
      return made.secret
    })
    return { webhook: await this.view.one(wanted.name), secret }
  }

  /** @throws GoherdError `webhook_unknown` */
  async remove(name: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { id, url } = await this.store.named(name, tx)
      await this.store.remove(tx, id)
      await this.record(tx, actor, 'remove', name, `at ${hostOf(url)} is told of nothing any more`)
    })
  }

  /**
   * Sends a webhook an event that says it is a test, of the first kind it wants to hear of.
   * @throws GoherdError `webhook_unknown`
   */
  async test(name: string, actor: Actor): Promise<DeliveryView> {
    const at = this.clock.now()
    const id = await this.database.transaction(async (tx) => {
      const { id: webhookId, events } = await this.store.named(name, tx)
      const body = this.announcer.bodyOf(
        {
          type: events[0] ?? 'fleet.frozen',
          id: 'test',
          says: `This is a test of the webhook ${name}. Nothing happened.`,
          actor: actor.name,
          details: { test: true },
        },
        at,
      )
      await this.record(tx, actor, 'test', name, 'is sent a test')
      return this.deliveries.toOne(tx, webhookId, body, at)
    })
    return this.view.delivery(name, id)
  }

  /**
   * Makes a delivery once more.
   * @throws GoherdError `webhook_unknown`, `delivery_unknown`
   */
  async redeliver(name: string, id: string, actor: Actor): Promise<DeliveryView> {
    await this.database.transaction(async (tx) => {
      const { id: webhookId } = await this.store.named(name, tx)
      if (!(await this.deliveries.again(tx, webhookId, id, this.clock.now()))) throw deliveryUnknown(id)
      await this.record(tx, actor, 'redeliver', name, `is sent delivery ${id} again`)
    })
    return this.view.delivery(name, id)
  }

  private record(tx: Writer, actor: Actor, verb: string, name: string, says: string): Promise<void> {
    const summary = `webhook ${name} ${says}`
    return this.audit.record(
      { actor: actor.name, action: `webhook.${verb}`, target: `webhook:${name}`, summary },
      tx,
    )
  }
}

/** Paths of chat programs' webhooks are secrets themselves. */
function hostOf(url: string): string {
  return new URL(url).host
}
