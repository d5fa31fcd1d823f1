import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../base/database/index.js'
import { migrateJobs } from '../base/jobs/index.js'
import { createLogger } from '../base/logging/index.js'
import { startEmbeddedPostgres } from '../base/postgres/index.js'

const TEMPLATE = 'goherd_template'
/** Nothing a test writes has to survive a power cut. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

export interface TestPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** An embedded PostgreSQL in a folder of its own, gone with everything in it when it is stopped. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-test-postgres-'))
  // As root, PostgreSQL runs as somebody else, who has to get into the folder.
  chmodSync(folder, 0o711)
  const postgres = await startEmbeddedPostgres(folder, createLogger('error'), FAST)
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop()
      rmSync(postgres.home, { recursive: true, force: true })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A new database with every migration, copied from a template that is made once per server.
 * @param url of any database of that server
 * @returns its own url
 */
export async function createTestDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Test files may run side by side: one makes the template, the others wait.
    await client.query('SELECT pg_advisory_lock(7400002)')
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE])
    if (rowCount === 0) await makeTemplate(client, url)
    const name = `test_${randomBytes(6).toString('hex')}`
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
    return withDatabase(url, name)
  } finally {
    await client.end()
  }
}

async function makeTemplate(client: pg.Client, url: string): Promise<void> {
  const unfinished = `${TEMPLATE}_new`
  await client.query(`DROP DATABASE IF EXISTS ${unfinished}`)
  await client.query(`CREATE DATABASE ${unfinished}`)
  await migrate(withDatabase(url, unfinished))
  await migrateJobs(withDatabase(url, unfinished))
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${TEMPLATE}`)
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
