import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errnoOf } from '../disk/errno.js'
import { lockHolder } from '../disk/lock.js'
import { look } from '../disk/look.js'
import { type Finding, fail, ok, warn } from './finding.js'
import type { Patient } from './patient.js'

const FOLDERS = ['releases', 'snapshots', 'cache', 'staging', 'state']

/** Whether the root is this user's own and can be written. */
export function checkRoot({ layout, nearest, port }: Patient): Finding {
  const { root } = layout
  const found = statSync(nearest)
  const isThere = nearest === root
  if (!found.isDirectory()) return fail('root', `${nearest} is not a folder`, 'Give --root a folder.')
  if (isThere && port.uid !== undefined && found.uid !== port.uid)
    return fail(
      'root',
      `${root} belongs to user ${found.uid}, this is user ${port.uid}`,
      'Run this as its owner.',
    )
  if (isThere && (found.mode & 0o002) !== 0)
    return fail('root', `everyone may write to ${root}`, `Run: chmod o-w ${root}`, {
      kind: 'set-mode',
      path: root,
      mode: found.mode & 0o7775,
    })
  if (!mayWrite(nearest))
    return fail(
      'root',
      `${nearest} cannot be written`,
      'Make it writable for this user, or give --root another folder.',
    )
  const open = openAbove(root)
  if (open !== undefined)
    return warn(
      'root',
      `everyone may replace ${root}, because everyone may write to ${open}`,
      `Run: chmod o-w ${open}`,
    )
  return ok('root', isThere ? `${root} is this user's own` : `${root} is not there yet and can be made`)
}

/** Whether the folders of the root are folders, and closed to others. */
export function checkFolders({ layout, hasRoot }: Patient): Finding {
  const id = 'folders'
  if (!hasRoot) return ok(id, 'nothing is installed yet')
  for (const name of FOLDERS) {
    const path = join(layout.root, name)
    const found = look(path)
    if (found === undefined)
      return fail(id, `${path} is missing`, 'Run: goherd-agent doctor --fix', { kind: 'make-folders' })
    if (!found.isDirectory()) return fail(id, `${path} is not a folder`, `Move ${path} away.`)
    const allowed = name === 'state' ? 0o700 : 0o755
    const extra = found.mode & 0o777 & ~allowed
    if (extra !== 0)
      return fail(
        id,
        `others may ${name === 'state' ? 'look into' : 'write to'} ${path}`,
        `Run: chmod ${allowed.toString(8)} ${path}`,
        {
          kind: 'set-mode',
          path,
          mode: allowed,
        },
      )
  }
  return ok(id, 'its folders are there and closed to others')
}

/** Who holds the root's lock. */
export async function checkLock({ layout, live }: Patient): Promise<Finding> {
  const holder = await lockHolder(layout)
  if (holder === undefined) return ok('lock', 'nobody holds the lock')
  const { pid, alive } = holder
  if (!alive) return ok('lock', 'the lock is of a process that is gone; the next change takes it over')
  if (live?.pid === pid) return ok('lock', `the daemon, process ${pid}, holds the lock`)
  return warn(
    'lock',
    `process ${pid} holds the lock and does not answer as a daemon`,
    `A command may be at work; if it is none, end process ${pid}.`,
  )
}

/** The first folder above that lets everyone rename what lies in it. A sticky one, as /tmp is, does not. */
function openAbove(root: string): string | undefined {
  for (let at = dirname(root); ; at = dirname(at)) {
    const found = look(at)
    if (found !== undefined && (found.mode & 0o002) !== 0 && (found.mode & 0o1000) === 0) return at
    if (dirname(at) === at) return undefined
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return true
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(cause) ?? '')) return false
    throw cause
  }
}
