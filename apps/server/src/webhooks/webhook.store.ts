import { type createWebhook, webhookEvent } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { Database, isUniqueViolation, type Writer } from '../base/database/index.js'
import { newWebhookSecret } from './sign-webhook.js'
import { webhookExists, webhookUnknown } from './webhook-refusals.js'

/** A registered endpoint. */
export interface WebhookRecord {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly events: readonly z.infer<typeof webhookEvent>[]
}

/** Registered endpoints, with their secrets. */
@Injectable()
export class WebhookStore {
  constructor(private readonly database: Database) {}

  /** @throws GoherdError `webhook_exists` */
  async create(
    tx: Writer,
    wanted: z.output<typeof createWebhook>,
    { by, at }: { by: string; at: Date },
  ): Promise<WebhookRecord> {
    try {
      const row = await tx.webhook.create({
        data: { ...wanted, secret: newWebhookSecret(), createdBy: by, createdAt: at },
      })
      return { ...row, events: wanted.events }
    } catch (error) {
      throw isUniqueViolation(error) ? webhookExists(wanted.name) : error
    }
  }

  /**
   * A webhook by name, with its secret: for those who call it.
   * @throws GoherdError `webhook_unknown`
   */
  async named(name: string, tx: Writer = this.database.prisma): Promise<WebhookRecord> {
    const row = await tx.webhook.findUnique({ where: { name } })
    if (!row) throw webhookUnknown(name)
    return { ...row, events: z.array(webhookEvent).parse(row.events) }
  }

  /** With everything that is still to be delivered to it. */
  async remove(tx: Writer, id: string): Promise<void> {
    await tx.webhook.deleteMany({ where: { id } })
  }
}
