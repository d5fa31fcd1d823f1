import { ArchiveError } from './archive-error.js'
import { RELEASE_TOP, treePath } from './entry-path.js'
import { PathClaims } from './path-claims.js'
import { decodeText, parseHeader, parsePaxPath, TAR_BLOCK, type TarHeader } from './tar-header.js'

/** One file or folder of a Go tree. `path` is below the tree's root and safe to join to a folder. */
export interface TreeEntry {
  readonly kind: 'file' | 'folder'
  readonly path: string
  /** Normalised: 0o755 for folders and whatever is executable, 0o644 for the rest. */
  readonly mode: 0o755 | 0o644
  /** Bytes; 0 for folders. */
  readonly size: number
}

/** Receives a tree entry by entry: `entry`, then for files `data` zero or more times, then `end`. The chunks are only lent. */
export interface TreeSink {
  entry(entry: TreeEntry): void
  data(chunk: Uint8Array): void
  end(): void
}

/** Caps on what an archive may hold, whatever it declares. */
export interface ArchiveLimits {
  /** Bytes of all files together. */
  readonly totalSize: number
  readonly fileSize: number
  readonly entries: number
}

/** A Go release holds some 13,000 files and 250 MB; four times that is no Go release. */
export const GO_RELEASE_LIMITS: ArchiveLimits = {
  totalSize: 1_200_000_000,
  fileSize: 300_000_000,
  entries: 60_000,
}

const MAX_EXTENSION = 8_192
/** tar pads to records of 10 KiB by default, and to 1 MiB at most in practice. */
const MAX_TRAILING = 1_048_576

type State =
  | { readonly kind: 'header' }
  | { readonly kind: 'extension'; readonly header: TarHeader; readonly parts: Uint8Array[]; left: number }
  | { readonly kind: 'file'; left: number }
  | { readonly kind: 'padding'; left: number }
  | { readonly kind: 'ended' }

/**
 * Reads an uncompressed Go release archive, strictly: ustar with GNU long names and PAX paths, everything under one folder (`go/`
 * in releases), only regular files and folders. Feed it with `push`, close it with `finish`; both throw ArchiveError and the reader
 * is dead then.
 */
export class TarReader {
  readonly #sink: TreeSink
  readonly #limits: ArchiveLimits
  readonly #top: string
  readonly #claims = new PathClaims()
  readonly #block = new Uint8Array(TAR_BLOCK)
  #blockFilled = 0
  #state: State = { kind: 'header' }
  #longName: string | undefined
  #total = 0
  #entries = 0
  #members = 0
  #trailing = 0

  constructor(sink: TreeSink, limits: ArchiveLimits = GO_RELEASE_LIMITS, top: string = RELEASE_TOP) {
    this.#sink = sink
    this.#limits = limits
    this.#top = top
  }

  /** Takes the next bytes of the archive, in chunks of any size. */
  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      const state = this.#state
      if (state.kind === 'ended') {
        this.#afterEnd(chunk.subarray(at))
        return
      }
      if (state.kind === 'header') {
        at = this.#fillBlock(chunk, at)
        continue
      }
      const take = Math.min(state.left, chunk.length - at)
      const part = chunk.subarray(at, at + take)
      if (state.kind === 'file') this.#sink.data(part)
      else if (state.kind === 'extension') state.parts.push(part.slice())
      state.left -= take
      at += take
      if (state.left === 0) this.#finishBody(state)
    }
  }

  /** Says that the archive is over. Throws `archive_truncated` when it is not, or when it held nothing. */
  finish(): void {
    if (this.#state.kind !== 'ended')
      throw new ArchiveError('archive_truncated', 'the archive ends in the middle')
    if (this.#members === 0) throw new ArchiveError('archive_malformed', 'the archive is empty')
  }

  /** Zeros fill the last record. Whatever else follows the end is not for us, and endless zeros are a bomb. */
  #afterEnd(rest: Uint8Array): void {
    this.#trailing += rest.length
    if (this.#trailing > MAX_TRAILING)
      throw new ArchiveError('archive_too_large', 'the archive goes on and on after its end')
    if (rest.some((byte) => byte !== 0))
      throw new ArchiveError('archive_malformed', 'the archive goes on after its end')
  }

  #fillBlock(chunk: Uint8Array, at: number): number {
    const take = Math.min(TAR_BLOCK - this.#blockFilled, chunk.length - at)
    this.#block.set(chunk.subarray(at, at + take), this.#blockFilled)
    this.#blockFilled += take
    if (this.#blockFilled === TAR_BLOCK) {
      this.#blockFilled = 0
      this.#header()
    }
    return at + take
  }

  #header(): void {
    const header = parseHeader(this.#block)
    if (header === 'end') {
      this.#state = { kind: 'ended' }
      return
    }
    switch (header.type) {
      case 'L':
      case 'x':
      case 'g':
        if (header.size === 0 || header.size > MAX_EXTENSION) {
          throw new ArchiveError('archive_malformed', `an extended header of ${header.size} bytes`)
        }
        this.#count()
        this.#state = { kind: 'extension', header, parts: [], left: header.size }
        return
      case '0':
        this.#file(this.#entry(header, 'file'))
        return
      case '5':
        this.#folder(this.#entry(header, 'folder'))
        return
      default:
        throw new ArchiveError(
          'archive_unsafe_entry',
          `${describeType(header.type)} in archive: ${JSON.stringify(header.name.slice(0, 200))}`,
        )
    }
  }

  #entry(header: TarHeader, kind: 'file' | 'folder'): TreeEntry {
    const name = this.#longName ?? header.name
    const isFolderName = name.endsWith('/')
    const path = treePath(name, this.#top)
    this.#longName = undefined
    this.#count()
    this.#members += 1
    if (kind === 'file' && isFolderName)
      throw new ArchiveError('archive_unsafe_path', `a file named like a folder in archive: ${path}/`)
    if (kind === 'folder' && header.size !== 0)
      throw new ArchiveError('archive_malformed', `a folder with contents: ${path}`)
    this.#claims.claim(path, kind)
    const executable = kind === 'folder' || (header.mode & 0o111) !== 0
    return { kind, path, mode: executable ? 0o755 : 0o644, size: header.size }
  }

  /** Every header counts, or an endless row of extended ones would be read for ever. */
  #count(): void {
    this.#entries += 1
    if (this.#entries > this.#limits.entries)
      throw new ArchiveError('archive_too_large', `more than ${this.#limits.entries} entries`)
  }

  #folder(entry: TreeEntry): void {
    this.#sink.entry(entry)
    this.#sink.end()
    this.#state = { kind: 'header' }
  }

  #file(entry: TreeEntry): void {
    if (entry.path === '') throw new ArchiveError('archive_unsafe_path', 'go is a file in archive')
    this.#total += entry.size
    if (entry.size > this.#limits.fileSize || this.#total > this.#limits.totalSize) {
      throw new ArchiveError(
        'archive_too_large',
        `the archive declares ${this.#total} bytes at ${entry.path}`,
      )
    }
    this.#sink.entry(entry)
    if (entry.size === 0) {
      this.#sink.end()
      this.#state = { kind: 'header' }
    } else {
      this.#fileSize = entry.size
      this.#state = { kind: 'file', left: entry.size }
    }
  }
  #fileSize = 0

  #finishBody(state: Exclude<State, { kind: 'header' | 'ended' }>): void {
    let size = 0
    if (state.kind === 'file') {
      this.#sink.end()
      size = this.#fileSize
    } else if (state.kind === 'extension') {
      size = state.header.size
      this.#extension(state.header, concat(state.parts, size))
    }
    const padding = (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK
    this.#state =
      state.kind !== 'padding' && padding > 0 ? { kind: 'padding', left: padding } : { kind: 'header' }
  }

  #extension(header: TarHeader, body: Uint8Array): void {
    if (header.type === 'L') this.#longName = decodeText(body)
    else if (header.type === 'x') this.#longName = parsePaxPath(body) ?? this.#longName
    else if (parsePaxPath(body) !== undefined)
      throw new ArchiveError('archive_unsafe_entry', 'a global PAX header with a path')
  }
}

function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const TYPES: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a pipe',
}

function describeType(type: string): string {
  return TYPES[type] ?? `an entry of type ${JSON.stringify(type)}`
}
