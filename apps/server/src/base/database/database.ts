import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client.js'

/** What can be written with: the client itself, or a transaction of it. */
export type Writer = Prisma.TransactionClient

/** The database: one pool of connections, with Prisma on it and bare for hot SQL. */
export class Database {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient

  /**
   * @param url `postgresql://…`
   * @param onIdleError told when a connection breaks that nobody is using; the pool replaces it by itself
   */
  constructor(
    readonly url: string,
    {
      connections = 20,
      onIdleError = () => {},
    }: { connections?: number; onIdleError?: (error: Error) => void } = {},
  ) {
    this.pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: 15_000,
      idleTimeoutMillis: 60_000,
      application_name: 'goherd',
    })
    this.pool.on('error', onIdleError)
    // A connection in use that breaks fails its query; without a listener of its own it would end the process as well.
    this.pool.on('connect', (client) => client.on('error', () => undefined))
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) })
  }

  /** Runs `work` in one transaction; it is rolled back when `work` throws. */
  transaction<T>(
    work: (tx: Writer) => Promise<T>,
    isolationLevel?: Prisma.TransactionIsolationLevel,
  ): Promise<T> {
    return this.prisma.$transaction(work, {
      maxWait: 10_000,
      timeout: 20_000,
      ...(isolationLevel ? { isolationLevel } : {}),
    })
  }

  /** Waits for running queries and closes every connection. */
  async close(): Promise<void> {
    await this.prisma.$disconnect()
    await this.pool.end()
  }
}
