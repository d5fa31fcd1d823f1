import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerDidNotStart, startServerProcess, startTestPostgres } from '../../testing/index.js'
import { migrate } from './migrate.js'
import { type MigrationFolder, readMigrations } from './migrations-folder.js'

let postgres: Awaited<ReturnType<typeof startTestPostgres>>
let folder: MigrationFolder
beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = await readMigrations()
})
afterAll(() => postgres.stop())

let made = 0
async function emptyDatabase(): Promise<string> {
  made += 1
  await query(postgres.url, `CREATE DATABASE empty_${made}`)
  return postgres.url.replace(/\/postgres$/, `/empty_${made}`)
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/** One more migration than this build has. */
function withNext(sql: string): MigrationFolder {
  const next = { name: '99990101000000_next', sql, checksum: 'x'.repeat(64), schema: folder.schema }
  return { ...folder, migrations: [...folder.migrations, next] }
}

describe('migrations', () => {
  it('are applied once, in order, as Prisma’s own command line would record them', async () => {
    const url = await emptyDatabase()
    const names = folder.migrations.map(({ name }) => name)
    expect(await migrate(url)).toEqual(names)
    expect(await migrate(url)).toEqual([])
    const { rows } = await query(
      url,
      'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY started_at',
    )
    expect(rows).toEqual(folder.migrations.map(({ name, checksum }) => ({ migration_name: name, checksum })))
  })

  it('are applied once when several servers start together', async () => {
    const url = await emptyDatabase()
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)])
    expect(applied.flat()).toEqual(folder.migrations.map(({ name }) => name))
  })

  it('leave no connection behind', async () => {
    const url = await emptyDatabase()
    await migrate(url)
    const { rows } = await query(
      postgres.url,
      `SELECT 1 FROM pg_stat_activity WHERE datname = 'empty_${made}'`,
    )
    expect(rows).toEqual([])
  })

  it('are made for the datamodel of now', () => {
    expect(folder.migrations.at(-1)?.schema.content).toBe(folder.schema.content)
  })

  it('that fail are told with their cause, and again at the next start', async () => {
    const url = await emptyDatabase()
    await migrate(url)
    const broken = withNext('SELECT no_such_function();')
    await expect(migrate(url, broken)).rejects.toMatchObject({ code: 'migration_failed' })
    await expect(migrate(url, withNext('SELECT 1;'))).rejects.toMatchObject({ code: 'migration_failed' })
  })
})

describe('a database that this build must not touch', () => {
  it('is one with migrations of a newer build', async () => {
    const url = await emptyDatabase()
    await migrate(url, { ...withNext('CREATE TABLE newer (id int);') })
    await expect(migrate(url)).rejects.toMatchObject({ code: 'database_ahead' })
  })

  it('stops the server with that code, before it listens', async () => {
    const url = await emptyDatabase()
    await migrate(url)
    await query(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ('x', 'x', '99990101000000_newer', now(), 1)`,
    )
    const dataDir = mkdtempSync(join(tmpdir(), 'goherd-ahead-'))
    const starting = startServerProcess({ GOHERD_DATA: dataDir, GOHERD_DATABASE_URL: url })
    await expect(starting).rejects.toThrow(ServerDidNotStart)
    await expect(starting).rejects.toThrow('database_ahead')
    rmSync(dataDir, { recursive: true })
  })

  it('is one that was made with other migrations of the same name', async () => {
    const url = await emptyDatabase()
    await migrate(url)
    await query(url, "UPDATE _prisma_migrations SET checksum = 'another'")
    await expect(migrate(url)).rejects.toMatchObject({ code: 'migration_edited' })
  })
})

it('two servers that start on an empty database together both become ready', async () => {
  const url = await emptyDatabase()
  const folders = [1, 2].map((n) => mkdtempSync(join(tmpdir(), `goherd-pair-${n}-`)))
  const env = (dataDir: string) => ({
    GOHERD_DATA: dataDir,
    GOHERD_DATABASE_URL: url,
    GOHERD_GO_SOURCE: dataDir,
  })
  const started = await Promise.allSettled(folders.map((dataDir) => startServerProcess(env(dataDir))))
  for (const server of started) if (server.status === 'fulfilled') await server.value.end('SIGTERM')
  for (const dataDir of folders) rmSync(dataDir, { recursive: true })
  // Each server has a signing key of its own here, and a fleet has one: the second is told so, after the migrations.
  const refused = started.flatMap((server) => (server.status === 'rejected' ? [String(server.reason)] : []))
  expect(refused.filter((reason) => !reason.includes('signing_key'))).toEqual([])
  expect(started.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
})
