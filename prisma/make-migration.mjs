#!/usr/bin/env node
// `node prisma/make-migration.mjs NAME`: writes the next migration from schema.prisma, with an embedded PostgreSQL and no download.
// Needs a built server (`npm run build`).
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrations } from '../apps/server/dist/base/database/migrations-folder.js'
import { sqlBetween } from '../apps/server/dist/base/database/schema-engine.js'
import { createLogger } from '../apps/server/dist/base/logging/index.js'
import { startEmbeddedPostgres } from '../apps/server/dist/base/postgres/index.js'

const [name] = process.argv.slice(2)
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: node prisma/make-migration.mjs NAME   (small letters, digits and _)')
  process.exit(2)
}

const prisma = fileURLToPath(new URL('.', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'goherd-migration-'))
// As root, PostgreSQL runs as somebody else, who has to get into the folder.
await chmod(folder, 0o711)
const postgres = await startEmbeddedPostgres(folder, createLogger('error'))
try {
  const { schema, migrations } = await readMigrations(prisma)
  const sql = await sqlBetween(postgres.url, migrations.at(-1)?.schema, schema)
  if (sql === '') console.log('schema.prisma is what the newest migration makes; nothing written')
  else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const target = join(prisma, 'migrations', `${stamp}_${name}`)
    await mkdir(target)
    await writeFile(join(target, 'migration.sql'), `${sql}\n`)
    await writeFile(join(target, 'schema.prisma'), schema.content)
    console.log(target)
  }
} finally {
  await postgres.stop()
  await rm(postgres.home, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
