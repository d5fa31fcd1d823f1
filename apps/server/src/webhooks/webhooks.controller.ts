import {
  createWebhook,
  type DeliveryView,
  deliveryList,
  deliveryView,
  name,
  webhookCreated,
  webhookList,
} from '@goherd/protocol'
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { type Actor, Allow, CurrentActor } from '../access/index.js'
import { WebhooksView } from './webhook.view.js'
import { Webhooks } from './webhooks.js'

const byName = z.object({ name })
type ByName = z.infer<typeof byName>
const byDelivery = z.object({ name, id: z.string().max(64) })
type ByDelivery = z.infer<typeof byDelivery>

/** Endpoints of other programs. Administrators only: an URL in here may hold a secret, and this server calls it. */
@ApiTags('webhooks')
@Controller('api/webhooks')
@Allow('webhook.manage')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly view: WebhooksView,
  ) {}

  /** All webhooks by name, without their secrets. */
  @Get()
  @ApiResponse({ status: 200, standardSchema: webhookList })
  list(): Promise<z.infer<typeof webhookList>> {
    return this.view.list()
  }

  /** Registers one; its secret is in this answer and in no other. 409 `webhook_exists`, 400 `webhook_address_refused`. */
  @Post()
  @ApiResponse({ status: 201, standardSchema: webhookCreated })
  create(
    @Body({ schema: createWebhook }) body: z.output<typeof createWebhook>,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof webhookCreated>> {
    return this.webhooks.create(body, actor)
  }

  /** Removes one and what is still to be delivered to it. 404 `webhook_unknown`. */
  @Delete(':name')
  @ApiResponse({ status: 200, standardSchema: webhookList })
  async remove(
    @Param({ schema: byName }) { name }: ByName,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof webhookList>> {
    await this.webhooks.remove(name, actor)
    return this.view.list()
  }

  /** What it was sent and what came of it, newest first. 404 `webhook_unknown`. */
  @Get(':name/deliveries')
  @ApiResponse({ status: 200, standardSchema: deliveryList })
  deliveries(@Param({ schema: byName }) { name }: ByName): Promise<z.infer<typeof deliveryList>> {
    return this.view.deliveries(name)
  }

  /** Sends it a test. 404 `webhook_unknown`. */
  @Post(':name/test')
  @HttpCode(202)
  @ApiResponse({ status: 202, standardSchema: deliveryView })
  test(@Param({ schema: byName }) { name }: ByName, @CurrentActor() actor: Actor): Promise<DeliveryView> {
    return this.webhooks.test(name, actor)
  }

  /** Makes a delivery once more. 404 `webhook_unknown`, `delivery_unknown`. */
  @Post(':name/deliveries/:id/redeliver')
  @HttpCode(202)
  @ApiResponse({ status: 202, standardSchema: deliveryView })
  redeliver(
    @Param({ schema: byDelivery }) { name, id }: ByDelivery,
    @CurrentActor() actor: Actor,
  ): Promise<DeliveryView> {
    return this.webhooks.redeliver(name, id, actor)
  }
}
