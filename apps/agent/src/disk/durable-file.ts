import { randomBytes } from 'node:crypto'
import { closeSync, constants, fsyncSync, openSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AgentError } from './agent-error.js'

/** Makes what was renamed, made or removed in a folder survive a power loss. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** As syncFolder, at once: for what must not let go of the thread between a rename and this. */
export function syncFolderNow(path: string): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/**
 * Puts text in place of a file by one rename, durably: readers see the old bytes or the new ones, after a crash too. The new
 * file is made in `madeIn`, of the same file system, where a kill may leave it. Throws AgentError; the old file is untouched then.
 */
export async function writeDurably(
  path: string,
  text: string | Uint8Array,
  mode: number,
  madeIn = dirname(path),
): Promise<void> {
  const beside = join(madeIn, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await writeNew(beside, text, mode)
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined)
    throw AgentError.from(cause)
  }
}

/** Writes a file that must not exist yet and flushes it. */
export async function writeNew(path: string, text: string | Uint8Array, mode: number): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const handle: FileHandle = await open(path, flags, mode)
  try {
    await handle.writeFile(text)
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
