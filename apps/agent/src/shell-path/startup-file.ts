import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { syncFolder } from '../disk/durable-file.js'
import { errnoOf } from '../disk/errno.js'
import { look } from '../disk/look.js'
import { findBlock, withBlock, withoutBlock } from './block.js'
import type { StartupFile } from './places.js'
import { type PathWish, renderPath } from './render.js'

/** What is to happen to a start-up file, found without touching it. */
export type FilePlan =
  /** It says already what it should. */
  | { readonly kind: 'keep'; readonly path: string }
  | {
      readonly kind: 'write'
      readonly path: string
      /** Where it really lies: a link is never replaced by a file. */
      readonly real: string
      readonly text: string
      /** undefined for a new file. */
      readonly before: Stats | undefined
    }
  | { readonly kind: 'delete'; readonly path: string; readonly real: string }
  | { readonly kind: 'skip'; readonly path: string; readonly reason: string }

/** Plans to bring Goherd's lines into a file. Whatever cannot be written safely is skipped, with the reason. */
export function planWrite(file: StartupFile, wish: PathWish): FilePlan {
  const { path } = file
  const found = readable(file, wish.root)
  if (found.kind === 'skip') return found
  const lines = renderPath(wish, file.dialect, file.precedence)
  if (found.kind === 'absent')
    return { kind: 'write', path, real: path, text: withBlock('', lines), before: undefined }
  if (file.form === 'own' && findBlock(found.text).kind === 'none' && found.text.trim() !== '')
    return skip(path, 'it is there already, and not of Goherd')
  const text = withBlock(found.text, lines)
  return text === found.text
    ? { kind: 'keep', path }
    : { kind: 'write', path, real: found.real, text, before: found.before }
}

/** Plans to take Goherd's lines out of a file. One that Goherd made goes when nothing else is in it. */
export function planRemoval(file: StartupFile, root: string, madeByGoherd: boolean): FilePlan {
  const { path } = file
  const found = readable(file, root)
  if (found.kind === 'skip') return found
  if (found.kind === 'absent') return { kind: 'keep', path }
  const text = withoutBlock(found.text)
  if (text === found.text) return { kind: 'keep', path }
  if (text === '' && (madeByGoherd || file.form === 'own')) return { kind: 'delete', path, real: found.real }
  return { kind: 'write', path, real: found.real, text, before: found.before }
}

/** True when a file has the lines of this root. */
export function hasBlockOf(path: string, root: string): boolean {
  const text = readIfFile(path)
  const found = text === undefined ? undefined : findBlock(text.toString('utf8'))
  return found?.kind === 'block' && found.root === root
}

/** Carries a plan out, atomically and durably. Answers the folders that had to be made, outermost first. Throws AgentError. */
export async function carryOutFile(plan: FilePlan): Promise<readonly string[]> {
  try {
    switch (plan.kind) {
      case 'keep':
      case 'skip':
        return []
      case 'delete':
        await rm(plan.real)
        return []
      case 'write': {
        const made = await makeFolders(dirname(plan.real))
        await replace(plan)
        return made
      }
    }
  } catch (cause) {
    throw AgentError.from(cause)
  }
}

/** Removes folders that Goherd made, as long as they are empty. */
export async function removeEmptyFolders(folders: readonly string[]): Promise<void> {
  // A longer path lies deeper.
  for (const folder of [...new Set(folders)].sort((a, b) => b.length - a.length)) {
    try {
      await rmdir(folder)
    } catch (cause) {
      const code = errnoOf(cause) ?? ''
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code)) throw AgentError.from(cause)
    }
  }
}

/** Makes a folder and those above it; answers the ones that were not there, outermost first. */
export async function makeFolders(folder: string): Promise<readonly string[]> {
  const missing: string[] = []
  for (let at = folder; look(at) === undefined && dirname(at) !== at; at = dirname(at)) missing.unshift(at)
  for (const each of missing) await mkdir(each, { mode: 0o755 })
  return missing
}

type Opened =
  | { readonly kind: 'absent' }
  | { readonly kind: 'there'; readonly real: string; readonly text: string; readonly before: Stats }
  | Extract<FilePlan, { kind: 'skip' }>

function readable({ path, within }: StartupFile, root: string): Opened {
  const leaf = look(path)
  if (leaf === undefined) return absent(path, within)
  const real = realOf(path)
  if (real === undefined) return skip(path, 'it is a link that leads nowhere')
  if (leaf.isSymbolicLink() && !isBelow(real, realOf(within) ?? within))
    return skip(path, `it is a link that leads to ${real}, outside of ${within}`)
  const before = statSync(real)
  const reason = whyNotWritable(real, before)
  if (reason !== undefined) return skip(path, reason)
  const bytes = readIfFile(real)
  if (bytes === undefined || !isUtf8(bytes)) return skip(path, 'it is not a text file in UTF-8')
  const text = bytes.toString('utf8')
  const block = findBlock(text)
  if (block.kind === 'torn')
    return skip(path, 'somebody edited the marker lines of Goherd in it; take them out by hand')
  if (block.kind === 'block' && block.root !== root)
    return skip(path, `it is set up for the Goherd root ${block.root}`)
  return { kind: 'there', real, text, before }
}

/** A new file: the folder it will lie in must take it, and must not be somewhere else. */
function absent(path: string, within: string): Opened {
  let folder = dirname(path)
  while (look(folder) === undefined && dirname(folder) !== folder) folder = dirname(folder)
  const real = realOf(folder)
  if (real === undefined) return skip(path, `${folder} is a link that leads nowhere`)
  if (isBelow(path, within) && !isBelow(real, realOf(within) ?? within))
    return skip(path, `${folder} is a link that leads to ${real}, outside of ${within}`)
  const found = statSync(real)
  if (!found.isDirectory()) return skip(path, `${folder} is not a folder`)
  const reason = whyNotWritable(real, found)
  return reason === undefined ? { kind: 'absent' } : skip(path, `of its folder ${folder}: ${reason}`)
}

function whyNotWritable(real: string, found: Stats): string | undefined {
  const me = process.getuid?.()
  if (!found.isFile() && !found.isDirectory()) return 'it is not a file'
  if (me !== undefined && found.uid !== me) return `it belongs to user ${found.uid}`
  if ((found.mode & 0o200) === 0) return 'it is read-only'
  try {
    // The folder too: a file is replaced by a rename in it.
    for (const path of [real, ...(found.isFile() ? [dirname(real)] : [])]) accessSync(path, constants.W_OK)
    return undefined
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(cause) ?? '')) return 'it cannot be written'
    throw AgentError.from(cause)
  }
}

/** The new file has the mode and the owner of the old one before it takes its place. */
async function replace({ real, text, before }: Extract<FilePlan, { kind: 'write' }>): Promise<void> {
  const beside = join(dirname(real), `.${basename(real)}.goherd-${randomBytes(6).toString('hex')}`)
  try {
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      if (before !== undefined && before.gid !== (await handle.stat()).gid)
        await handle.chown(before.uid, before.gid)
      await handle.chmod(before === undefined ? 0o644 : before.mode & 0o7777)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, real)
    await syncFolder(dirname(real))
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
}

function readIfFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (cause) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'].includes(errnoOf(cause) ?? '')) return undefined
    throw AgentError.from(cause)
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(errnoOf(cause) ?? '')) return undefined
    throw AgentError.from(cause)
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`)
}

function skip(path: string, reason: string): Extract<FilePlan, { kind: 'skip' }> {
  return { kind: 'skip', path, reason }
}
