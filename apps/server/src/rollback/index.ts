import { Module } from '@nestjs/common'
import { FleetModule } from '../fleet/index.js'
import { GroupsModule } from '../groups/index.js'
import { HostsModule } from '../hosts/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { WebhooksModule } from '../webhooks/index.js'
import { CertificateReader } from './certificate.reader.js'
import { RollbackController } from './rollback.controller.js'
import { RollbackReader } from './rollback.reader.js'
import { RollbackStore } from './rollback.store.js'
import { RollbackViews } from './rollback.view.js'
import { RollbackCertificates } from './rollback-certificates.js'
import { RollbackDriver } from './rollback-driver.js'
import { RollbackPlanStore } from './rollback-plan.store.js'
import { RollbackPlanner } from './rollback-planner.js'
import { RollbackSettler } from './rollback-settler.js'
import { RollbackStarter } from './rollback-starter.js'

export { RollbackViews } from './rollback.view.js'
export { RollbackDriver } from './rollback-driver.js'

/** Emergency rollbacks: planned, started with a typed confirmation, followed until every live host proved its state. */
@Module({
  imports: [FleetModule, GroupsModule, HostsModule, RecallsModule, ReleasesModule, WebhooksModule],
  controllers: [RollbackController],
  providers: [
    CertificateReader,
    RollbackCertificates,
    RollbackDriver,
    RollbackPlanner,
    RollbackPlanStore,
    RollbackReader,
    RollbackSettler,
    RollbackStarter,
    RollbackStore,
    RollbackViews,
  ],
  exports: [RollbackDriver, RollbackViews],
})
export class RollbackModule {}
