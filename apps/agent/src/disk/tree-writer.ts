import { createHash, type Hash, hash } from 'node:crypto'
import { chmodSync, closeSync, constants, fchmodSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  ArchiveError,
  GO_ENV_PATH,
  type ManifestFile,
  type TreeEntry,
  type TreeSink,
} from '@goherd/go-archive'

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const MAX_TEXT = 65_536
const VERSION_PATH = 'VERSION'

interface OpenFile {
  readonly entry: TreeEntry
  readonly fd: number
  /** Set while a file comes in more than one chunk. */
  hash: Hash | undefined
  sha256: string | undefined
}

/**
 * Writes a tree into a folder of its own, synchronously: for thousands of small files the way through the thread pool costs
 * several times the writing. Every file is new (`O_EXCL`), and hashed as it goes by.
 */
export class TreeWriter implements TreeSink {
  readonly files: ManifestFile[] = []
  /** Bytes of all files but go.env, which changes with the settings. */
  size = 0
  readonly #root: string
  readonly #made = new Set<string>()
  /** The umask would take bits from the modes that the manifest promises. */
  readonly #chmod = (process.umask() & 0o755) !== 0
  /** The files whose text is wanted: go.env and VERSION. */
  readonly #texts = new Map<string, Uint8Array[]>()
  #open: OpenFile | undefined

  constructor(root: string) {
    this.#root = root
    this.#makeFolder('.')
  }

  /** go.env as the archive has it; null when it has none. Throws ArchiveError when it is not text. */
  get goEnv(): string | null {
    return this.#text(GO_ENV_PATH)
  }

  /** The release that the tree says it is; null when it does not say. */
  get version(): string | null {
    return this.#text(VERSION_PATH)?.split('\n')[0] ?? null
  }

  #text(path: string): string | null {
    const chunks = this.#texts.get(path)
    if (chunks === undefined) return null
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause
      throw new ArchiveError('archive_malformed', `the ${path} of the archive is not text`)
    }
  }

  entry(entry: TreeEntry): void {
    if (entry.kind === 'folder') {
      this.#makeFolder(entry.path === '' ? '.' : entry.path)
      return
    }
    if (entry.path === GO_ENV_PATH || entry.path === VERSION_PATH) {
      if (entry.size > MAX_TEXT)
        throw new ArchiveError('archive_too_large', `the ${entry.path} of the archive is too large`)
      this.#texts.set(entry.path, [])
    }
    this.#makeFolder(dirname(entry.path))
    const fd = openSync(join(this.#root, entry.path), NEW_FILE, entry.mode)
    this.#open = { entry, fd, hash: undefined, sha256: undefined }
    if (this.#chmod) fchmodSync(fd, entry.mode)
  }

  data(chunk: Uint8Array): void {
    const file = this.#open
    if (file === undefined) throw new Error('data outside of a file')
    if (chunk.length === file.entry.size) file.sha256 = hash('sha256', chunk, 'hex')
    else {
      file.hash ??= createHash('sha256')
      file.hash.update(chunk)
    }
    this.#texts.get(file.entry.path)?.push(chunk.slice())
    for (let at = 0; at < chunk.length; ) at += writeSync(file.fd, chunk, at)
  }

  end(): void {
    const file = this.#open
    if (file === undefined) return
    this.#open = undefined
    closeSync(file.fd)
    const { path, mode, size } = file.entry
    if (path === GO_ENV_PATH) return
    this.size += size
    const sha256 = file.sha256 ?? (file.hash ?? createHash('sha256')).digest('hex')
    this.files.push({ path, mode, size, sha256 })
  }

  /** Closes what an interrupted archive left open. */
  abandon(): void {
    if (this.#open !== undefined) closeSync(this.#open.fd)
    this.#open = undefined
  }

  #makeFolder(path: string): void {
    if (this.#made.has(path)) return
    if (path !== '.') this.#makeFolder(dirname(path))
    const at = join(this.#root, path)
    mkdirSync(at, { mode: 0o755 })
    if (this.#chmod) chmodSync(at, 0o755)
    this.#made.add(path)
  }
}
