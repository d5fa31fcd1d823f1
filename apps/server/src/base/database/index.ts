import { type DynamicModule, Module } from '@nestjs/common'
import { Database } from './database.js'

export { Database, type Writer } from './database.js'
export { isDatabaseUnavailable, isUniqueViolation } from './database-errors.js'
export { migrate } from './migrate.js'

@Module({})
class DatabaseModule {}

/** Gives `Database` to everybody. */
export function databaseModule(database: Database): DynamicModule {
  return {
    module: DatabaseModule,
    global: true,
    providers: [{ provide: Database, useValue: database }],
    exports: [Database],
  }
}
export { Notices } from './notices.js'
