import pg from 'pg'
import { z } from 'zod'
import { GoherdError } from '../errors/index.js'
import { type Migration, type MigrationFolder, readMigrations } from './migrations-folder.js'

/** Any number that nothing else in the database locks; servers that start together take turns by it. */
const MIGRATION_LOCK = 7_400_001

const appliedRow = z.object({
  migration_name: z.string(),
  checksum: z.string(),
  finished_at: z.date().nullable(),
})
type Applied = z.infer<typeof appliedRow>

/**
 * Brings a database to this build's schema, once, also when several servers start together.
 * @returns the names of the migrations that were applied now
 * @throws GoherdError `database_ahead`, `migration_edited` or `migration_failed`
 */
export async function migrate(url: string, folder?: MigrationFolder): Promise<readonly string[]> {
  const known = folder ?? (await readMigrations())
  const client = new pg.Client({ connectionString: url, application_name: 'goherd-migrate' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const missing = missingMigrations(known.migrations, await readApplied(client))
    if (missing.length === 0) return []
    return await apply(url, known)
  } finally {
    await client.end()
  }
}

async function apply(url: string, folder: MigrationFolder): Promise<readonly string[]> {
  // Five megabytes of WebAssembly that only a database behind this build needs.
  const { applyMigrations } = await import('./schema-engine.js')
  try {
    return await applyMigrations(url, folder)
  } catch (cause) {
    throw new GoherdError('unavailable', 'migration_failed', {
      message: 'the database could not be brought to this version',
      hint: 'Read the cause; restore the database from a backup or correct it, then start the server again.',
      cause,
    })
  }
}

async function readApplied(client: pg.Client): Promise<readonly Applied[]> {
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there")
  if (!tables[0]?.there) return []
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  return z.array(appliedRow).parse(rows)
}

/**
 * Compares what a database says it has with what this build knows.
 * @throws GoherdError when the database has something this build doesn't know, or has it differently
 */
export function missingMigrations(
  known: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  const ahead = applied.map((row) => row.migration_name).filter((name) => !byName.has(name))
  if (ahead.length > 0) {
    throw new GoherdError('conflict', 'database_ahead', {
      message: `the database was written by a newer Goherd: it has ${ahead.join(', ')}`,
      hint: 'Start that newer version, or restore a backup made with this one.',
    })
  }
  const edited = applied.find(
    (row) => row.finished_at && byName.get(row.migration_name)?.checksum !== row.checksum,
  )
  if (edited) {
    throw new GoherdError('conflict', 'migration_edited', {
      message: `the migration ${edited.migration_name} is not the one this database was made with`,
      hint: 'Put the released files back into prisma/migrations and start again.',
    })
  }
  const finished = new Set(applied.filter((row) => row.finished_at).map((row) => row.migration_name))
  return known.filter(({ name }) => !finished.has(name))
}
