import { Module } from '@nestjs/common'
import { ReleasesModule } from '../releases/index.js'
import { WebhooksModule } from '../webhooks/index.js'
import { FleetController } from './fleet.controller.js'
import { FleetView } from './fleet.view.js'
import { FleetFreeze } from './fleet-freeze.store.js'
import { FleetFreezer } from './fleet-freezer.js'
import { FleetLifter } from './fleet-lifter.js'

export { FleetView, SERVER_VERSION } from './fleet.view.js'
export { FleetFreeze } from './fleet-freeze.store.js'

/** The fleet as a whole: its counts, and the freeze that keeps it where it is. */
@Module({
  imports: [ReleasesModule, WebhooksModule],
  controllers: [FleetController],
  providers: [FleetFreeze, FleetFreezer, FleetLifter, FleetView],
  exports: [FleetFreeze, FleetView],
})
export class FleetModule {}
