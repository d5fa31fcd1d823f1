import { Module } from '@nestjs/common'
import { WebhooksModule } from '../webhooks/index.js'
import { RecallReader } from './recall.reader.js'
import { RecallStore } from './recall.store.js'
import { RecallsController } from './recalls.controller.js'
import { Recalls } from './recalls.js'

export { RecallReader } from './recall.reader.js'
export { releaseRecalled } from './recall-refusals.js'
export { Recalls } from './recalls.js'

/** Releases that nothing goes to, because they turned out bad. */
@Module({
  imports: [WebhooksModule],
  controllers: [RecallsController],
  providers: [RecallReader, Recalls, RecallStore],
  exports: [RecallReader, Recalls],
})
export class RecallsModule {}
