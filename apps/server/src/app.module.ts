import { type DynamicModule, Module } from '@nestjs/common'
import { AccessModule } from './access/index.js'
import { AgentBundlesModule } from './agent-bundles/index.js'
import { AgentLinkModule } from './agent-link/index.js'
import { AuditModule } from './audit/index.js'
import { ClockModule } from './base/clock/index.js'
import { configModule, type ServerConfig } from './base/config/index.js'
import { type Database, databaseModule } from './base/database/index.js'
import { JobsModule } from './base/jobs/index.js'
import { NewsModule } from './base/news/index.js'
import { ThrottleModule } from './base/throttle/index.js'
import { DeviceLoginModule } from './device-login/index.js'
import { DriftModule } from './drift/index.js'
import { DrillsModule } from './drills/index.js'
import { EnrollmentModule } from './enrollment/index.js'
import { FleetModule } from './fleet/index.js'
import { FleetFileModule } from './fleet-file/index.js'
import { GatesModule } from './gates/index.js'
import { GroupsModule } from './groups/index.js'
import { HealthModule } from './health/index.js'
import { HostsModule } from './hosts/index.js'
import { LiveModule } from './live/index.js'
import { OverviewModule } from './overview/index.js'
import { RecallsModule } from './recalls/index.js'
import { ReleasesModule } from './releases/index.js'
import { RollbackModule } from './rollback/index.js'
import { RolloutsModule } from './rollouts/index.js'
import { ViewsModule } from './views/index.js'
import { WebhooksModule } from './webhooks/index.js'

@Module({})
class AppModule {}

/** The whole server, in the order in which its parts build on each other. */
export function appModule({ config, database }: { config: ServerConfig; database: Database }): DynamicModule {
  return {
    module: AppModule,
    imports: [
      configModule(config),
      databaseModule(database),
      ClockModule,
      NewsModule,
      JobsModule,
      ThrottleModule,
      AuditModule,
      AccessModule,
      DeviceLoginModule,
      WebhooksModule,
      RecallsModule,
      ReleasesModule,
      AgentBundlesModule,
      GroupsModule,
      HostsModule,
      ViewsModule,
      EnrollmentModule,
      DriftModule,
      RollbackModule,
      RolloutsModule,
      GatesModule,
      DrillsModule,
      FleetModule,
      OverviewModule,
      FleetFileModule,
      AgentLinkModule,
      LiveModule,
      HealthModule,
    ],
  }
}
