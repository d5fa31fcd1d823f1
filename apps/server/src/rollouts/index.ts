import { Module } from '@nestjs/common'
import { AgentBundlesModule } from '../agent-bundles/index.js'
import { FleetModule } from '../fleet/index.js'
import { GroupsModule } from '../groups/index.js'
import { HostsModule } from '../hosts/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { WebhooksModule } from '../webhooks/index.js'
import { FactsReader } from './facts.reader.js'
import { GateDoor } from './gate-door.js'
import { GroupChanges } from './group-changes.js'
import { PlanHostsReader } from './plan-hosts.reader.js'
import { RolloutReader } from './rollout.reader.js'
import { RolloutStore } from './rollout.store.js'
import { RolloutViews } from './rollout.view.js'
import { RolloutClaims } from './rollout-claims.js'
import { RolloutControls } from './rollout-controls.js'
import { RolloutDriver } from './rollout-driver.js'
import { RolloutFeed } from './rollout-feed.js'
import { RolloutHostViews } from './rollout-hosts.view.js'
import { RolloutPlanner } from './rollout-planner.js'
import { RolloutStarter } from './rollout-starter.js'
import { RolloutStepper } from './rollout-stepper.js'
import { RolloutsController } from './rollouts.controller.js'
import { StepWriter } from './step-writer.js'

export {
  type GateAsker,
  GateDoor,
  type GateHost,
  type GateQuestion,
} from './gate-door.js'
export { RolloutViews } from './rollout.view.js'
export { RolloutDriver } from './rollout-driver.js'
export { RolloutPlanner } from './rollout-planner.js'
export { RolloutStarter } from './rollout-starter.js'

/** Rollouts: planned, started, and driven stage by stage until everyone is there or back. */
@Module({
  imports: [
    AgentBundlesModule,
    FleetModule,
    GroupsModule,
    HostsModule,
    RecallsModule,
    ReleasesModule,
    WebhooksModule,
  ],
  controllers: [RolloutsController],
  providers: [
    FactsReader,
    GateDoor,
    GroupChanges,
    PlanHostsReader,
    RolloutClaims,
    RolloutControls,
    RolloutDriver,
    RolloutFeed,
    RolloutHostViews,
    RolloutPlanner,
    RolloutReader,
    RolloutStarter,
    RolloutStepper,
    RolloutStore,
    RolloutViews,
    StepWriter,
  ],
  exports: [GateDoor, RolloutDriver, RolloutPlanner, RolloutStarter, RolloutViews],
})
export class RolloutsModule {}
