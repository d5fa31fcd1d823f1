import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import type { DatamodelFile, MigrationFolder } from './migrations-folder.js'

/** Node has it; its types come with browser libraries only. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>
}

const FILTERS = { externalTables: [], externalEnums: [] }

/**
 * Does something with Prisma's schema engine (WebAssembly) on one database. The module's own loader needs a bundler, so
 * the instantiation is done here; the native engine of the Prisma CLI would be a download.
 * @param url `postgresql://…`
 * @param schema the datamodel the engine starts with; its path and text
 */
async function withSchemaEngine<T>(
  url: string,
  schema: DatamodelFile,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  instantiated ??= instantiate()
  await instantiated
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
    const engine = await engineModule.SchemaEngine.new(
      { datamodels: [[schema.path, schema.content]] },
      () => {},
      adapter,
    )
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    // The engine leaves its connections open.
    await pool.end()
  }
}

/** Once per process: the module keeps views of the first instance's memory. */
let instantiated: Promise<void> | undefined

async function instantiate(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = await readFile(file.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engineModule } })
  engineModule.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start !== 'function') throw new Error('the schema engine has no start function')
  start()
}

/** Applies what is missing, in order, and keeps Prisma's own `_prisma_migrations`. */
export async function applyMigrations(url: string, folder: MigrationFolder): Promise<readonly string[]> {
  return withSchemaEngine(url, folder.schema, async (engine) => {
    const applied = await engine.applyMigrations({ migrationsList: migrationList(folder), filters: FILTERS })
    return applied.appliedMigrationNames
  })
}

/**
 * The SQL between two datamodels; empty when they make the same database.
 * @param url any database: the engine asks it for nothing, but connects
 * @param from undefined for an empty database
 */
export async function sqlBetween(
  url: string,
  from: DatamodelFile | undefined,
  to: DatamodelFile,
): Promise<string> {
  return withSchemaEngine(url, to, async (engine) => {
    const difference = await engine.diff({
      from: from ? { tag: 'schemaDatamodel', files: [from] } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [to] },
      script: true,
      exitCode: null,
      filters: FILTERS,
    })
    const sql = difference.stdout ?? ''
    return sql.includes('This is an empty migration') ? '' : sql.trim()
  })
}

function migrationList(folder: MigrationFolder): MigrationList {
  return {
    baseDir: folder.path,
    lockfile: { path: 'migration_lock.toml', content: folder.lockfile },
    shadowDbInitScript: '',
    migrationDirectories: folder.migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
