import { Module } from '@nestjs/common'
import { DrillsModule } from '../drills/index.js'
import { GroupsModule } from '../groups/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { RolloutsModule } from '../rollouts/index.js'
import { FleetApplier } from './fleet-applier.js'
import { FleetFileController } from './fleet-file.controller.js'
import { FleetNowReader } from './fleet-now.reader.js'
import { FleetPlanner } from './fleet-planner.js'

/** The fleet as a file: groups, their state and how they get there, compared and applied. */
@Module({
  imports: [DrillsModule, GroupsModule, RecallsModule, ReleasesModule, RolloutsModule],
  controllers: [FleetFileController],
  providers: [FleetApplier, FleetNowReader, FleetPlanner],
})
export class FleetFileModule {}
