import { chmod, chown, copyFile, lchown, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../disk/errno.js'
import type { Layout } from '../disk/layout.js'
import type { CheckUser } from './check-user.js'
import { Unable } from './unable.js'

/** A folder for one check, and the user it runs as. */
export interface Place {
  /** The agent's own: the check passes through, and can make nothing in it. */
  readonly folder: string
  /** undefined: as this process. */
  readonly as: CheckUser | undefined
  /** Makes a folder below that the check may write to, and nobody else may look into. */
  make(name: string): Promise<string>
  /** Copies the folders and files of a tree into such a folder. */
  copy(from: string, name: string): Promise<string>
  remove(): Promise<void>
}

/** Makes such a folder in the root's staging, which is cleared away when a killed agent starts again. */
export async function makePlace(layout: Layout, as: CheckUser | undefined): Promise<Place> {
  const folder = await mkdtemp(join(layout.staging, 'check-'))
  await chmod(folder, 0o711)
  const give = async (path: string) => {
    if (as !== undefined) await chown(path, as.uid, as.gid).catch(notAllowed)
  }
  // What was given away is no longer root's to write to, where root has no privileges: contents first.
  const made = async (path: string, fill: () => Promise<void>) => {
    await mkdir(path, { mode: 0o700 })
    await fill()
    await give(path)
    return path
  }
  const copyTo = (from: string, to: string): Promise<string> =>
    made(to, async () => {
      for (const name of await readdir(from)) {
        const [source, target] = [join(from, name), join(to, name)]
        const found = await lstat(source)
        if (found.isDirectory()) await copyTo(source, target)
        if (!found.isFile()) continue
        await copyFile(source, target)
        await give(target)
      }
    })
  return {
    ...{ folder, as },
    make: (name) => made(join(folder, name), async () => undefined),
    copy: (from, name) => copyTo(from, join(folder, name)),
    remove: async () => {
      await takeBack(folder)
      // From 1.23 on, go leaves a process behind for a moment that notes in its home how go was used.
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

/**
 * Makes the folders of a tree this process's own and writable: go's modules are read-only, and what a check left running must put
 * nothing there any more. From the top down, so that no folder is changed for a link on the way.
 */
async function takeBack(folder: string): Promise<void> {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  try {
    if (uid === 0 && gid !== undefined) await lchown(folder, uid, gid)
    await chmod(folder, 0o700)
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await takeBack(join(folder, entry.name))
    }
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause
  }
}

function notAllowed(cause: unknown): never {
  if (errnoOf(cause) !== 'EPERM') throw cause
  throw new Unable(
    'checks_not_allowed',
    'this agent may not become another user; allow it: goherd-agent install-service --check-user nobody',
  )
}
