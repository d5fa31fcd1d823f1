import { type DynamicModule, Module } from '@nestjs/common'
import { Database } from './database.js'

export { Database, type Writer } from './database.js'
export { Prisma } from './generated/client.js'
export { migrate } from './migrate.js'
export { isDatabaseUnavailable, isUniqueViolation } from './database-errors.js'

/** Gives `Database` to everybody. */
@Module({})
export class DatabaseModule {
  static with(database: Database): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: Database, useValue: database }],
      exports: [Database],
    }
  }
}
