import { ArchiveError } from './archive-error.js'
import { RELEASE_TOP, treePath } from './entry-path.js'
import { pathInTree, releaseMode } from './module-tree.js'
import { PathClaims } from './path-claims.js'
import { decodeText } from './tar-header.js'
import { type ArchiveLimits, GO_RELEASE_LIMITS, type TreeEntry } from './tar-reader.js'

/** The record that ends a zip without a comment, in bytes. */
export const ZIP_END = 22

const END_MARK = 0x06054b50
const MEMBER_MARK = 0x02014b50
const MEMBER_HEAD = 46
/** The directory of a release has some 1.5 MB. */
const MAX_DIRECTORY = 32_000_000
/** Go releases pack to less than a third. */
const MAX_RATIO = 40
const RATIO_MATTERS_FROM = 16_000_000

/** Where the central directory of a zip lies. */
export interface ZipEnd {
  readonly entries: number
  /** Bytes from the start of the file. */
  readonly at: number
  readonly size: number
}

/** How the bytes of a member are packed. */
export type ZipMethod = 'stored' | 'deflated'

/** A file or folder of a zip. Its mode follows from its path. */
export interface ZipMember {
  readonly entry: TreeEntry
  /** Its name as the zip has it. */
  readonly name: string
  readonly method: ZipMethod
  readonly packedSize: number
  readonly crc32: number
  /** Of its local header, in bytes from the start of the file. */
  readonly at: number
  readonly flags: number
}

export interface ZipDirectory {
  /** In the order of their bytes in the file. */
  readonly members: readonly ZipMember[]
  readonly at: number
}

export interface ZipOptions {
  /** The folder that everything lies in: `go`, or moduleTop(…) for a module, whose `_go.mod` files get their name back. */
  readonly top?: string
  readonly limits?: ArchiveLimits
}

/** Reads the last 22 bytes of a zip. Throws ArchiveError; comments, several volumes and zip64 are refused, no Go release has them. */
export function parseZipEnd(bytes: Uint8Array, fileSize: number): ZipEnd {
  const view = viewOf(bytes)
  if (bytes.length !== ZIP_END || view.getUint32(0, true) !== END_MARK)
    throw new ArchiveError('archive_truncated', 'the zip does not end with a directory')
  const entries = view.getUint16(10, true)
  const size = view.getUint32(12, true)
  const at = view.getUint32(16, true)
  const oneVolume =
    view.getUint16(4, true) === 0 && view.getUint16(6, true) === 0 && view.getUint16(8, true) === entries
  const isZip64 = entries === 0xffff || size === 0xffffffff || at === 0xffffffff
  if (!oneVolume || isZip64 || view.getUint16(20, true) !== 0 || at + size + ZIP_END !== fileSize)
    throw new ArchiveError('archive_malformed', 'the zip has a directory of an unusual kind')
  if (entries === 0) throw new ArchiveError('archive_malformed', 'the archive is empty')
  if (size > MAX_DIRECTORY) throw new ArchiveError('archive_too_large', `a zip directory of ${size} bytes`)
  return { entries, at, size }
}

/** Reads the central directory of a zip, whole. Throws ArchiveError for whatever is not a plain file or folder under `top`. */
export function parseZipDirectory(bytes: Uint8Array, end: ZipEnd, options: ZipOptions = {}): ZipDirectory {
  const { top = RELEASE_TOP, limits = GO_RELEASE_LIMITS } = options
  if (end.entries > limits.entries)
    throw new ArchiveError('archive_too_large', `more than ${limits.entries} entries`)
  const claims = new PathClaims()
  const members: ZipMember[] = []
  let at = 0
  let total = 0
  for (let i = 0; i < end.entries; i++) {
    const { member, next } = parseMember(bytes, at, top)
    at = next
    total += member.entry.size
    refuseLarge(member, total, limits)
    claims.claim(member.entry.path, member.entry.kind)
    members.push(member)
  }
  if (at !== bytes.length || at !== end.size)
    throw new ArchiveError('archive_malformed', 'the directory of the zip has another length than it says')
  if (total > RATIO_MATTERS_FROM && total > MAX_RATIO * end.at)
    throw new ArchiveError('archive_too_large', `${end.at} packed bytes declare to be ${total}`)
  return { members: members.sort((a, b) => a.at - b.at), at: end.at }
}

function refuseLarge({ entry, packedSize }: ZipMember, total: number, limits: ArchiveLimits): void {
  // No deflate stream holds more than 1,032 times its own size.
  const impossible = entry.size > 1032 * packedSize + 64
  if (entry.size > limits.fileSize || total > limits.totalSize || impossible) {
    throw new ArchiveError('archive_too_large', `the archive declares ${total} bytes at ${entry.path}`)
  }
}

function parseMember(bytes: Uint8Array, at: number, top: string): { member: ZipMember; next: number } {
  if (at + MEMBER_HEAD > bytes.length) throw cutOff()
  const view = viewOf(bytes.subarray(at, at + MEMBER_HEAD))
  if (view.getUint32(0, true) !== MEMBER_MARK)
    throw new ArchiveError('archive_malformed', 'the directory of the zip is damaged')
  const nameLength = view.getUint16(28, true)
  const extraLength = view.getUint16(30, true)
  const next = at + MEMBER_HEAD + nameLength + extraLength
  if (next > bytes.length) throw cutOff()
  const name = readZipName(
    bytes.subarray(at + MEMBER_HEAD, at + MEMBER_HEAD + nameLength),
    view.getUint16(8, true),
  )
  refuseExtras(bytes.subarray(at + MEMBER_HEAD + nameLength, next), name)
  if (view.getUint16(32, true) !== 0 || view.getUint16(34, true) !== 0)
    throw new ArchiveError('archive_malformed', `an entry with a comment or on another volume: ${name}`)
  return { member: memberOf(view, name, top), next }
}

function memberOf(view: DataView, name: string, top: string): ZipMember {
  const flags = view.getUint16(8, true)
  const packedSize = view.getUint32(20, true)
  const size = view.getUint32(24, true)
  const method = readMethod(view.getUint16(10, true), name)
  const kind = name.endsWith('/') ? 'folder' : 'file'
  refuseKind(view, kind, name)
  if (method === 'stored' && packedSize !== size)
    throw new ArchiveError('archive_malformed', `two sizes of one entry: ${name}`)
  if (kind === 'folder' && size !== 0)
    throw new ArchiveError('archive_malformed', `a folder with contents: ${name}`)
  const below = treePath(name, top)
  const path = top === RELEASE_TOP ? below : pathInTree(below)
  if (kind === 'file' && path === '')
    throw new ArchiveError('archive_unsafe_path', 'the top is a file in archive')
  const mode = kind === 'folder' ? 0o755 : releaseMode(path)
  const entry: TreeEntry = { kind, path, mode, size }
  return {
    entry,
    name,
    method,
    packedSize,
    crc32: view.getUint32(16, true),
    at: view.getUint32(42, true),
    flags,
  }
}

function readMethod(method: number, name: string): ZipMethod {
  if (method === 0) return 'stored'
  if (method === 8) return 'deflated'
  throw new ArchiveError('archive_malformed', `an entry packed with method ${method}: ${name}`)
}

const UNIX = 3
const UNIX_MACOS = 19

/** Links and devices are marked in the upper half of the attributes by Unix, folders in the lower by everybody. */
function refuseKind(view: DataView, kind: 'file' | 'folder', name: string): void {
  const creator = view.getUint16(4, true) >> 8
  const attributes = view.getUint32(38, true)
  const type = (attributes >>> 16) & 0o170000
  const expected = kind === 'folder' ? 0o040000 : 0o100000
  if ((creator === UNIX || creator === UNIX_MACOS) && type !== 0 && type !== expected)
    throw new ArchiveError('archive_unsafe_entry', `an entry that is neither file nor folder: ${name}`)
  if ((attributes & 0x10) !== 0 && kind === 'file')
    throw new ArchiveError('archive_unsafe_entry', `a folder named like a file: ${name}`)
}

/** Sizes after the data (8), UTF-8 names (0x800) and the two bits that say how hard it was packed. */
const FLAGS = 0x80e

/** The name of an entry. Throws ArchiveError for flags that are not for us, encryption among them, and names that are not UTF-8. */
export function readZipName(bytes: Uint8Array, flags: number): string {
  if (bytes.includes(0)) throw new ArchiveError('archive_unsafe_path', 'a name with a NUL in it')
  const name = decodeText(bytes)
  if ((flags & ~FLAGS) !== 0)
    throw new ArchiveError(
      'archive_unsafe_entry',
      `an encrypted or unusual entry: ${JSON.stringify(name.slice(0, 200))}`,
    )
  if ((flags & 0x800) === 0 && bytes.some((byte) => byte > 0x7f))
    throw new ArchiveError('archive_unsafe_path', 'a name in an unknown character set')
  return name
}

/** Times and owners. Anything else could mean another name or size to another reader of the zip. */
const HARMLESS = new Set([0x5455, 0x000a, 0x5855, 0x7855, 0x7875])

/** Throws ArchiveError for extra fields that do more than note times and owners: zip64, Unicode names, encryption. */
export function refuseExtras(extra: Uint8Array, name: string): void {
  for (let at = 0; at < extra.length; ) {
    const id = (extra[at] ?? 0) | ((extra[at + 1] ?? 0) << 8)
    const end = at + 4 + ((extra[at + 2] ?? 0) | ((extra[at + 3] ?? 0) << 8))
    if (at + 4 > extra.length || end > extra.length)
      throw new ArchiveError('archive_malformed', `a damaged extra field: ${name}`)
    if (!HARMLESS.has(id))
      throw new ArchiveError('archive_unsafe_entry', `an extra field 0x${id.toString(16)}: ${name}`)
    at = end
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function cutOff(): ArchiveError {
  return new ArchiveError('archive_truncated', 'the directory of the zip ends in the middle')
}
