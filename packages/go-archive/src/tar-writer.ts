import { TAR_BLOCK } from './tar-header.js'
import type { TreeEntry } from './tar-reader.js'
import { utf8 } from './utf8.js'

/** Two blocks of zeros: the end of an archive. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK)

/**
 * The header of one member, ustar as Go's own releases have it; a path that is too long for it gets a PAX header before. `mtime` is
 * in seconds since 1970. After a file's header its bytes follow, then `tarPadding(size)` zeros.
 */
export function tarHeader(name: string, entry: Omit<TreeEntry, 'path'>, mtime: number): Uint8Array {
  const full = utf8(entry.kind === 'folder' && !name.endsWith('/') ? `${name}/` : name)
  const split = splitName(full)
  if (split !== undefined) return block(split, entry, mtime)
  const record = paxPath(full)
  const pax = { kind: 'file', mode: 0o644, size: record.length } as const
  return joined([
    block({ prefix: new Uint8Array(0), name: utf8('pax') }, pax, mtime, 'x'),
    record,
    new Uint8Array(tarPadding(record.length)),
    // Whoever reads PAX headers does not look at this name; a cut one could end inside a character.
    block({ prefix: new Uint8Array(0), name: utf8('long-name') }, entry, mtime),
  ])
}

/** How many zeros follow a body of so many bytes. */
export function tarPadding(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK
}

interface SplitName {
  readonly prefix: Uint8Array
  readonly name: Uint8Array
}

/** A name of up to 100 bytes, or one that has a slash with at most 155 bytes before and 100 after it. */
function splitName(full: Uint8Array): SplitName | undefined {
  if (full.length <= 100) return { prefix: new Uint8Array(0), name: full }
  for (let slash = full.length - 2; slash > 0; slash--) {
    if (full[slash] !== 0x2f || slash > 155) continue
    const name = full.subarray(slash + 1)
    return name.length <= 100 ? { prefix: full.subarray(0, slash), name } : undefined
  }
  return undefined
}

function block(
  { prefix, name }: SplitName,
  { kind, mode, size }: Omit<TreeEntry, 'path'>,
  mtime: number,
  type = kind === 'folder' ? '5' : '0',
): Uint8Array {
  const made = new Uint8Array(TAR_BLOCK)
  made.set(name, 0)
  made.set(octal(mode, 7), 100)
  made.set(octal(0, 7), 108)
  made.set(octal(0, 7), 116)
  made.set(octal(size, 11), 124)
  made.set(octal(mtime, 11), 136)
  made.fill(0x20, 148, 156)
  made.set(utf8(type), 156)
  made.set(utf8('ustar\u000000'), 257)
  made.set(prefix, 345)
  const sum = made.reduce((total, byte) => total + byte, 0)
  made.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return made
}

function octal(value: number, digits: number): Uint8Array {
  return utf8(value.toString(8).padStart(digits, '0'))
}

function paxPath(path: Uint8Array): Uint8Array {
  const rest = path.length + ' path=\n'.length
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return joined([utf8(`${length} path=`), path, utf8('\n')])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
