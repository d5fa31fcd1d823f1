import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Migration {
  /** `20250102030405_init` */
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file in hex, as Prisma records it. */
  readonly checksum: string
  /** The datamodel as it was after this migration; the next one is made from it. */
  readonly schema: DatamodelFile
}

/** A Prisma datamodel. */
export interface DatamodelFile {
  readonly path: string
  readonly content: string
}

/** The datamodel and the migrations of this build. */
export interface MigrationFolder {
  readonly path: string
  readonly schema: DatamodelFile
  readonly lockfile: string
  /** Oldest first. */
  readonly migrations: readonly Migration[]
}

/** `prisma/` at the top of the repository; as far away from `dist` as from `src`. */
const PRISMA = fileURLToPath(new URL('../../../../../prisma/', import.meta.url))

/** Reads `schema.prisma` and `migrations/` of a Prisma folder. */
export async function readMigrations(prisma = PRISMA): Promise<MigrationFolder> {
  const path = join(prisma, 'migrations')
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrations = await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(path, name, 'migration.sql'), 'utf8')
      const content = await readFile(join(path, name, 'schema.prisma'), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { name, sql, checksum, schema: { path: 'schema.prisma', content } }
    }),
  )
  return {
    path,
    schema: { path: 'schema.prisma', content: await readFile(join(prisma, 'schema.prisma'), 'utf8') },
    lockfile: await readFile(join(path, 'migration_lock.toml'), 'utf8'),
    migrations,
  }
}
