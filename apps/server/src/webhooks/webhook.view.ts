import {
  type DeliveryView,
  type deliveryList,
  deliveryView,
  type WebhookView,
  type webhookList,
  webhookView,
} from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { Database } from '../base/database/index.js'
import { deliveryUnknown, webhookUnknown } from './webhook-refusals.js'

/** Deliveries that a list shows. */
const PAGE = 100

/** What the settings page reads. Secrets are not among it. */
@Injectable()
export class WebhooksView {
  constructor(private readonly database: Database) {}

  /** By name. */
  async list(): Promise<z.infer<typeof webhookList>> {
    return { webhooks: await this.views() }
  }

  /** @throws GoherdError `webhook_unknown` */
  async one(name: string): Promise<WebhookView> {
    const [view] = await this.views(name)
    if (!view) throw webhookUnknown(name)
    return view
  }

  /**
   * The newest deliveries of a webhook, newest first.
   * @throws GoherdError `webhook_unknown`
   */
  async deliveries(name: string): Promise<z.infer<typeof deliveryList>> {
    const { webhookDelivery } = this.database.prisma
    await this.one(name)
    const rows = await webhookDelivery.findMany({
      where: { webhook: { name } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: PAGE,
    })
    return { deliveries: rows.map((row) => viewOf(row, name)) }
  }

  /** @throws GoherdError `delivery_unknown` */
  async delivery(name: string, id: string): Promise<DeliveryView> {
    const row = await this.database.prisma.webhookDelivery.findUnique({ where: { id, webhook: { name } } })
    if (!row) throw deliveryUnknown(id)
    return viewOf(row, name)
  }

  private async views(name?: string): Promise<WebhookView[]> {
    const rows = await this.database.prisma.webhook.findMany({
      ...(name === undefined ? {} : { where: { name } }),
      orderBy: { name: 'asc' },
      include: { deliveries: { where: { attempts: { gt: 0 } }, orderBy: { at: 'desc' }, take: 1 } },
    })
    return rows.map(({ deliveries: [last], createdAt, ...row }) =>
      webhookView.parse({
        ...row,
        createdAt: createdAt.toISOString(),
        last: last ? { at: last.at.toISOString(), ok: last.state === 'delivered', says: last.says } : null,
      }),
    )
  }
}

interface DeliveryRow {
  readonly at: Date
  readonly nextAt: Date | null
}

function viewOf({ at, nextAt, ...row }: DeliveryRow, webhook: string): DeliveryView {
  return deliveryView.parse({ ...row, webhook, at: at.toISOString(), nextAt: nextAt?.toISOString() ?? null })
}
