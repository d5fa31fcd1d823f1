import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { GoherdError } from '../errors/index.js'

/** Whom PostgreSQL runs as when this process is root; it refuses to run as root itself. */
export interface UnprivilegedUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Most fitting first. Not `postgres`: that one owns the databases of the machine's own PostgreSQL. */
const CANDIDATES = ['goherd', 'nobody', 'daemon', 'bin']

/**
 * The user to run PostgreSQL as, or undefined when this process is an ordinary user already.
 * @throws GoherdError `no_unprivileged_user` on a machine that has root only
 */
export function unprivilegedUser(): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = pickUser(readFileSync('/etc/passwd', 'utf8'))
  if (!user) {
    throw new GoherdError('unavailable', 'no_unprivileged_user', {
      message: 'PostgreSQL does not run as root, and this machine has no other user to run it as',
      hint: 'Run `useradd --system goherd`, or set GOHERD_DATABASE_URL to a PostgreSQL server.',
    })
  }
  return user
}

/** The best candidate of a passwd file. */
export function pickUser(passwd: string): UnprivilegedUser | undefined {
  const users = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
  return CANDIDATES.map((name) => users.find((user) => user.name === name)).find(Boolean)
}

/** True when that user (or this one) can go into the folder and write there: asked of the kernel, not of mode bits. */
export function canWrite(folder: string, user: UnprivilegedUser | undefined): boolean {
  const { status } = spawnSync(
    '/bin/sh',
    ['-c', 'test -d "$1" && test -x "$1" && test -w "$1"', 'sh', folder],
    {
      cwd: '/',
      stdio: 'ignore',
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    },
  )
  return status === 0
}
