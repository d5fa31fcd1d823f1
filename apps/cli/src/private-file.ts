import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** What was found where a file with a secret in it may stand. */
export type PrivateFile =
  | { readonly kind: 'absent'; readonly path: string }
  /** Others may read or write it; `mode` is its permission bits in octal. */
  | { readonly kind: 'exposed'; readonly path: string; readonly mode: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly why: string }
  | { readonly kind: 'text'; readonly path: string; readonly text: string }

/** Reads a file that holds a secret; its text is answered only when nobody but its owner may open it. */
export function readPrivateFile(path: string): PrivateFile {
  try {
    const mode = statSync(path).mode & 0o777
    // Windows has no such bits: Node makes them up there.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return { kind: 'exposed', path, mode: mode.toString(8).padStart(3, '0') }
    }
    return { kind: 'text', path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent', path }
    return { kind: 'unreadable', path, why: error instanceof Error ? error.message : String(error) }
  }
}

/** Writes a file with mode 0600 in a folder of mode 0700, whole or not at all: another file, fsync, rename. Throws the system's error. */
export function writePrivateFile(path: string, text: string): void {
  const folder = dirname(path)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700)
  const staged = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(staged, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
    closeSync(file)
    renameSync(staged, path)
  } catch (error) {
    rmSync(staged, { force: true })
    throw error
  }
}
