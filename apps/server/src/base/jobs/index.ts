import { Global, Module } from '@nestjs/common'
import { Jobs } from './jobs.js'

export { migrateJobs } from './job-schema.js'
export { Jobs, type JobTurn, type Work } from './jobs.js'

/** Work that outlives the request it came with. */
@Global()
@Module({ providers: [Jobs], exports: [Jobs] })
export class JobsModule {}
