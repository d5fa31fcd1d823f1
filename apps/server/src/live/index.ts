import { Module } from '@nestjs/common'
import { EnrollmentModule } from '../enrollment/index.js'
import { FleetModule } from '../fleet/index.js'
import { GroupsModule } from '../groups/index.js'
import { HostsModule } from '../hosts/index.js'
import { RollbackModule } from '../rollback/index.js'
import { RolloutsModule } from '../rollouts/index.js'
import { LiveGateway } from './live.gateway.js'
import { LiveFeed } from './live-feed.js'
import { LiveStream } from './live-stream.js'

/** The edge towards dashboards: what changes, as it changes. It comes last, because it hears everything. */
@Module({
  imports: [EnrollmentModule, FleetModule, GroupsModule, HostsModule, RollbackModule, RolloutsModule],
  providers: [LiveFeed, LiveGateway, LiveStream],
})
export class LiveModule {}
