import { type WebhookBody, webhookBody } from '@goherd/protocol'
import { Injectable } from '@nestjs/common'
import { Database, type Writer } from '../base/database/index.js'
import { Jobs } from '../base/jobs/index.js'

/** The job that sends one delivery. */
export const DELIVER = 'deliver-webhook'

/** A delivery that is to be made. */
export interface DueDelivery {
  readonly id: string
  readonly webhook: string
  readonly url: string
  readonly secret: string
  readonly format: 'json' | 'slack'
  readonly body: WebhookBody
}

/** What an attempt came to. */
export interface Attempt {
  readonly state: 'waiting' | 'delivered' | 'failed'
  /** null when no answer came. */
  readonly status: number | null
  readonly says: string
  readonly at: Date
  /** Of the next attempt. */
  readonly nextAt: Date | null
}

/** Writes what is to be delivered, and what came of it. */
@Injectable()
export class DeliveryStore {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  /** One delivery and one job for each webhook that wants this event, inside the caller's transaction. */
  async toInterested(tx: Writer, body: WebhookBody, at: Date): Promise<void> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO webhook_delivery (id, webhook_id, event, payload, state, attempts, says, at, next_at)
      SELECT gen_random_uuid()::text, w.id, ${body.type}::text, ${JSON.stringify(body)}::jsonb, 'waiting', 0, '',
             ${at}::timestamptz, ${at}::timestamptz
        FROM webhook w WHERE cardinality(w.events) = 0 OR ${body.type}::text = ANY (w.events)
      RETURNING id`
    await this.jobs.enqueue(
      tx,
      DELIVER,
      rows.map((row) => row.id),
    )
  }

  /** One delivery to one webhook, whatever it wants to hear of. */
  async toOne(tx: Writer, webhookId: string, body: WebhookBody, at: Date): Promise<string> {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO webhook_delivery (id, webhook_id, event, payload, state, attempts, says, at, next_at)
      VALUES (gen_random_uuid()::text, ${webhookId}, ${body.type}, ${JSON.stringify(body)}::jsonb, 'waiting', 0, '',
              ${at}::timestamptz, ${at}::timestamptz)
      RETURNING id`
    const id = row?.id ?? ''
    await this.jobs.enqueue(tx, DELIVER, [id])
    return id
  }

  /** Makes a delivery once more, with all its attempts. False when that webhook has none of that id. */
  async again(tx: Writer, webhookId: string, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id, webhookId },
      data: { state: 'waiting', nextAt: at, doneAt: null },
    })
    if (count > 0) await this.jobs.enqueue(tx, DELIVER, [id])
    return count > 0
  }

  /** undefined when the delivery or its webhook was removed, or when it was delivered meanwhile. */
  async due(id: string): Promise<DueDelivery | undefined> {
    const row = await this.database.prisma.webhookDelivery.findUnique({
      where: { id, state: 'waiting' },
      include: { webhook: true },
    })
    if (!row) return undefined
    const { name, url, secret, format } = row.webhook
    const body = webhookBody.parse(row.payload)
    return { id, webhook: name, url, secret, format: format === 'slack' ? 'slack' : 'json', body }
  }

  async attempted(id: string, { state, status, says, at, nextAt }: Attempt): Promise<void> {
    await this.database.prisma.webhookDelivery.updateMany({
      where: { id },
      data: {
        state,
        status,
        says,
        nextAt,
        doneAt: state === 'waiting' ? null : at,
        attempts: { increment: 1 },
      },
    })
  }

  /** @returns how many were removed */
  async removeOlderThan(at: Date): Promise<number> {
    const { count } = await this.database.prisma.webhookDelivery.deleteMany({ where: { at: { lt: at } } })
    return count
  }
}
