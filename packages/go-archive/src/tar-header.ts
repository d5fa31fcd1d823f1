import { ArchiveError } from './archive-error.js'

/** A tar block, in bytes. */
export const TAR_BLOCK = 512

/** The fields of a tar header that a Go archive needs. */
export interface TarHeader {
  readonly name: string
  readonly mode: number
  readonly size: number
  /** The type flag; an old-style NUL is given as `0`. */
  readonly type: string
}

/** UTF-8 text up to the first NUL. Throws `archive_unsafe_path` for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  let encoded = ''
  let ascii = true
  for (const byte of bytes) {
    if (byte === 0) break
    if (byte > 0x7f || byte === 0x25) {
      ascii = false
      encoded += `%${byte.toString(16).padStart(2, '0')}`
    } else encoded += String.fromCharCode(byte)
  }
  if (ascii) return encoded
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    if (cause instanceof URIError) throw new ArchiveError('archive_unsafe_path', 'a name that is not UTF-8')
    throw cause
  }
}

function octal(block: Uint8Array, at: number, length: number): number {
  let value = 0
  let digits = 0
  for (let i = at; i < at + length; i++) {
    const byte = block[i] ?? 0
    if (byte === 0 || byte === 0x20) {
      if (digits > 0) break
      continue
    }
    // A set high bit is GNU's binary form, for sizes that no Go release has.
    if (byte < 0x30 || byte > 0x37)
      throw new ArchiveError('archive_malformed', 'a number in a tar header is not octal')
    value = value * 8 + (byte - 0x30)
    digits += 1
  }
  return value
}

function checksum(block: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0)
  return sum
}

/** Reads one header block; `end` for a block of zeros. Throws ArchiveError when it is not a tar header. */
export function parseHeader(block: Uint8Array): TarHeader | 'end' {
  if (block.every((byte) => byte === 0)) return 'end'
  if (octal(block, 148, 8) !== checksum(block))
    throw new ArchiveError('archive_bad_checksum', 'a tar header with a wrong checksum')
  const isUstar = decodeText(block.subarray(257, 262)) === 'ustar'
  const gnu = isUstar && block[263] === 0x20
  const prefix = isUstar && !gnu ? decodeText(block.subarray(345, 500)) : ''
  const name = decodeText(block.subarray(0, 100))
  const flag = block[156] ?? 0
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: octal(block, 100, 8),
    size: octal(block, 124, 12),
    type: flag === 0 ? '0' : String.fromCharCode(flag),
  }
}

/** PAX records that change nothing of what is installed. Any other could mean something else to another reader of the archive. */
const HARMLESS = new Set([
  'path',
  'comment',
  'mtime',
  'atime',
  'ctime',
  'uid',
  'gid',
  'uname',
  'gname',
  'charset',
])

/** The `path` record of a PAX header. Records of size, links, sparse files and the like are refused: the plain header says those. */
export function parsePaxPath(body: Uint8Array): string | undefined {
  let path: string | undefined
  let at = 0
  while (at < body.length && body[at] !== 0) {
    let space = at
    while (space < body.length && body[space] !== 0x20) space += 1
    const digits = decodeText(body.subarray(at, space))
    const end = at + Number(digits)
    const isRecord =
      /^[1-9]\d{0,4}$/.test(digits) && end > space + 1 && end <= body.length && body[end - 1] === 0x0a
    if (!isRecord) throw new ArchiveError('archive_malformed', 'a PAX record with a wrong length')
    const record = body.subarray(space + 1, end - 1)
    if (record.includes(0)) throw new ArchiveError('archive_unsafe_entry', 'a PAX record with a NUL in it')
    const text = decodeText(record)
    const equals = text.indexOf('=')
    const key = text.slice(0, Math.max(0, equals))
    if (!HARMLESS.has(key))
      throw new ArchiveError('archive_unsafe_entry', `a PAX record ${JSON.stringify(key.slice(0, 40))}`)
    if (key === 'path') path = text.slice(equals + 1)
    at = end
  }
  return path
}
