import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { quietly } from './job-log.js'

/** Brings the queue's own schema to this build's version; a no-op of one query where it is there already. */
export async function migrateJobs(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'goherd-migrate' })
  // A connection that breaks fails its query; without listeners it would end the process as well.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await runMigrations({ pgPool: pool, logger: quietly() })
  } finally {
    await pool.end()
  }
}
