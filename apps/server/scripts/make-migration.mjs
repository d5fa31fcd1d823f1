// Writes the next migration: what prisma/schema.prisma has and the newest folder of prisma/migrations has not yet.
// Needs no network; the database it works with is a new one. Usage: npm run migration -w @goherd/server -- add-host-notes
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMigrations } from '../dist/base/database/migrations-folder.js'
import { sqlBetween } from '../dist/base/database/schema-engine.js'
import { createLogger } from '../dist/base/logging/index.js'
import { startEmbeddedPostgres } from '../dist/base/postgres/index.js'

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9-]{1,50}$/.test(name)) {
  console.error(
    'Give the migration a name in small letters: npm run migration -w @goherd/server -- add-host-notes',
  )
  process.exit(2)
}

/** The SQL from the newest migration's datamodel to the one of now. */
async function nextSql(folder) {
  const scratch = mkdtempSync(join(tmpdir(), 'goherd-migration-'))
  const postgres = await startEmbeddedPostgres(scratch, createLogger('warn'))
  try {
    return await sqlBetween(postgres.url, folder.migrations.at(-1)?.schema, folder.schema)
  } finally {
    await postgres.stop()
    rmSync(postgres.home, { recursive: true, force: true })
    rmSync(scratch, { recursive: true, force: true })
  }
}

const folder = await readMigrations()
const sql = await nextSql(folder)
if (sql === '') {
  console.log('Nothing to do: the migrations already make what schema.prisma says.')
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const target = join(folder.path, `${stamp}_${name.replaceAll('-', '_')}`)
  mkdirSync(target)
  writeFileSync(join(target, 'migration.sql'), `${sql}\n`)
  writeFileSync(join(target, 'schema.prisma'), folder.schema.content)
  console.log(`Wrote ${target}. Read it, and say in its first line when it breaks an older server.`)
}
