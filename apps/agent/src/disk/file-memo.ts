import { readFileSync } from 'node:fs'
import { look } from './look.js'

interface Kept<T> {
  readonly stamp: string
  readonly value: T
}

/**
 * What was made of small files, read again only when the file changed (inode, size, or time of its last change). An agent looks
 * at the same manifests and snapshots with every heartbeat.
 */
export class FileMemo<T> {
  readonly #read: (bytes: Buffer, path: string) => T
  readonly #kept = new Map<string, Kept<T>>()

  constructor(read: (bytes: Buffer, path: string) => T) {
    this.#read = read
  }

  /** The value for a file; undefined when there is no regular file. Throws what the reading throws. */
  of(path: string): T | undefined {
    const found = look(path)
    if (!found?.isFile()) {
      this.#kept.delete(path)
      return undefined
    }
    const stamp = `${found.ino} ${found.size} ${found.ctimeMs} ${found.mtimeMs}`
    const kept = this.#kept.get(path)
    if (kept?.stamp === stamp) return kept.value
    const value = this.#read(readFileSync(path), path)
    this.#kept.set(path, { stamp, value })
    return value
  }
}
