import { Module } from '@nestjs/common'
import { AgentLinkModule } from '../agent-link/index.js'
import { GroupsModule } from '../groups/index.js'
import { RolloutsModule } from '../rollouts/index.js'
import { WebhooksModule } from '../webhooks/index.js'
import { CheckStore } from './check.store.js'
import { CheckFeed } from './check-feed.js'
import { CheckMessages } from './check-messages.js'
import { CheckOrders } from './check-orders.js'
import { GateKeeper } from './gate-keeper.js'
import { HostChecks } from './host-checks.js'
import { PrometheusGates } from './prometheus-gate.js'
import { WebhookGates } from './webhook-gate.js'

/** What answers the gates of rollouts: hosts that try something, a Prometheus, or another program. */
@Module({
  imports: [AgentLinkModule, GroupsModule, RolloutsModule, WebhooksModule],
  providers: [
    CheckFeed,
    CheckMessages,
    CheckOrders,
    CheckStore,
    GateKeeper,
    HostChecks,
    PrometheusGates,
    WebhookGates,
  ],
})
export class GatesModule {}
