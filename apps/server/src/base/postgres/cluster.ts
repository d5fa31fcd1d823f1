import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GoherdError } from '../errors/index.js'
import type { Binaries } from './binaries.js'
import type { UnprivilegedUser } from './unprivileged-user.js'

/** PostgreSQL's own user in the embedded cluster. */
export const SUPERUSER = 'goherd'

/**
 * Makes the data folder of a cluster unless it is there: UTF8, C collation, password over TCP.
 * It is made beside its place and renamed, so that one that was interrupted is never used.
 * @returns the data folder
 */
export async function ensureCluster(
  home: string,
  binaries: Binaries,
  password: string,
  user: UnprivilegedUser | undefined,
): Promise<string> {
  const data = join(home, 'data')
  if (existsSync(join(data, 'PG_VERSION'))) return data
  const staging = join(home, 'data.new')
  rmSync(staging, { recursive: true, force: true })
  const passwordFile = join(home, 'initial-password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  chmodSync(passwordFile, 0o600)
  if (user) chownSync(passwordFile, user.uid, user.gid)
  try {
    await initdb(join(binaries, 'bin', 'initdb'), staging, passwordFile, user)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(staging, data)
  return data
}

function initdb(
  program: string,
  data: string,
  passwordFile: string,
  user: UnprivilegedUser | undefined,
): Promise<void> {
  const options = [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '' },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(initdbFailed(code, said))))
  })
}

function initdbFailed(code: number | null, said: string): GoherdError {
  return new GoherdError('unavailable', 'initdb_failed', {
    message: `the embedded PostgreSQL could not make its data folder (initdb ended with ${code})`,
    hint: 'Read the cause: most often the disk is full. Or set GOHERD_DATABASE_URL to a PostgreSQL server.',
    cause: new Error(said.trim()),
  })
}
