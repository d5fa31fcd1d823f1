import { Module } from '@nestjs/common'
import { FleetModule } from '../fleet/index.js'
import { HostsModule } from '../hosts/index.js'
import { RecallsModule } from '../recalls/index.js'
import { ReleasesModule } from '../releases/index.js'
import { AttentionReader } from './attention.reader.js'
import { AttentionView } from './attention.view.js'
import { FleetMapView } from './fleet-map.view.js'
import { FleetSampler } from './fleet-sampler.js'
import { HistoryView } from './history.view.js'
import { OverviewController } from './overview.controller.js'
import { SampleStore } from './sample.store.js'

/** The fleet in one look: a map of every host, what became of it over time, and what needs a person. */
@Module({
  imports: [FleetModule, HostsModule, RecallsModule, ReleasesModule],
  controllers: [OverviewController],
  providers: [AttentionReader, AttentionView, FleetMapView, FleetSampler, HistoryView, SampleStore],
})
export class OverviewModule {}
