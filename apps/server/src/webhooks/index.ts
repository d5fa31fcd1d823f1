import { Module } from '@nestjs/common'
import { Announcer } from './announcer.js'
import { DeliveryStore } from './delivery.store.js'
import { WebhookStore } from './webhook.store.js'
import { WebhooksView } from './webhook.view.js'
import { WebhookCaller } from './webhook-caller.js'
import { WebhookDeliverer } from './webhook-deliverer.js'
import { WebhooksController } from './webhooks.controller.js'
import { Webhooks } from './webhooks.js'

export { type Announcement, Announcer } from './announcer.js'
export { WebhookStore } from './webhook.store.js'
export { WebhookCaller } from './webhook-caller.js'

/** Endpoints of other programs: what they are told of, signed, tried again until they took it, with a log of it all. */
@Module({
  controllers: [WebhooksController],
  providers: [
    Announcer,
    DeliveryStore,
    WebhookCaller,
    WebhookDeliverer,
    Webhooks,
    WebhookStore,
    WebhooksView,
  ],
  exports: [Announcer, WebhookCaller, WebhookStore],
})
export class WebhooksModule {}
