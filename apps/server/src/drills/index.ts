import { Module } from '@nestjs/common'
import { GroupsModule } from '../groups/index.js'
import { HostsModule } from '../hosts/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { WebhooksModule } from '../webhooks/index.js'
import { DrillReader } from './drill.reader.js'
import { DrillStore } from './drill.store.js'
import { DrillViews } from './drill.view.js'
import { DrillDriver } from './drill-driver.js'
import { DrillSchedule } from './drill-schedule.js'
import { DrillStarter } from './drill-starter.js'
import { DrillStepper } from './drill-stepper.js'
import { DrillsController } from './drills.controller.js'
import { ScheduleStore } from './schedule.store.js'

export { DrillSchedule } from './drill-schedule.js'

/** Fire drills: one host of a group goes the way back and forth again, so that the emergency rollback is known to work. */
@Module({
  imports: [GroupsModule, HostsModule, RecallsModule, ReleasesModule, WebhooksModule],
  controllers: [DrillsController],
  providers: [
    DrillDriver,
    DrillReader,
    DrillSchedule,
    DrillStarter,
    DrillStepper,
    DrillStore,
    DrillViews,
    ScheduleStore,
  ],
  exports: [DrillSchedule],
})
export class DrillsModule {}
