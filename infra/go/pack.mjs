import { once } from 'node:events'
import { readFileSync } from 'node:fs'

const BLOCK = 512
const NAME = 100
const PREFIX = 155
const CHUNK = 1 << 20

/**
 * One file or folder that goes into an archive.
 * @typedef {{ name: string, kind: 'file' | 'folder', executable: boolean, size: number, source: string }} Entry
 */

/** @param {Buffer} block @param {string} text @param {number} at @param {number} length */
function put(block, text, at, length) {
  block.write(text, at, length, 'utf8')
}

/** @param {Buffer} block @param {number} value @param {number} at @param {number} length */
function putOctal(block, value, at, length) {
  put(block, value.toString(8).padStart(length - 1, '0'), at, length - 1)
}

/**
 * Splits a path in ustar's two fields, name (100 bytes of UTF-8) and prefix (155); undefined when it fits in neither way.
 * @param {string} path
 * @returns {{ prefix: string, name: string } | undefined}
 */
export function splitPath(path) {
  if (Buffer.byteLength(path) <= NAME) return { prefix: '', name: path }
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)]
    if (name !== '' && Buffer.byteLength(name) <= NAME && Buffer.byteLength(prefix) <= PREFIX)
      return { prefix, name }
  }
  return undefined
}

/**
 * The header block of an entry, the same for the same tree whoever packs it: owner 0, time 0, modes 0755 and 0644.
 * Throws RangeError for a path that ustar cannot hold; no Go release has one.
 * @param {Entry} entry
 * @returns {Buffer}
 */
export function tarHeader(entry) {
  const split = splitPath(entry.kind === 'folder' ? `${entry.name}/` : entry.name)
  if (!split) throw new RangeError(`a path that ustar cannot hold: ${entry.name}`)
  const block = Buffer.alloc(BLOCK)
  put(block, split.name, 0, NAME)
  putOctal(block, entry.kind === 'folder' || entry.executable ? 0o755 : 0o644, 100, 8)
  putOctal(block, 0, 108, 8)
  putOctal(block, 0, 116, 8)
  putOctal(block, entry.kind === 'folder' ? 0 : entry.size, 124, 12)
  putOctal(block, 0, 136, 12)
  put(block, ' '.repeat(8), 148, 8)
  put(block, entry.kind === 'folder' ? '5' : '0', 156, 1)
  put(block, 'ustar\u000000', 257, 8)
  put(block, split.prefix, 345, 155)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(block, `${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 8)
  return block
}

/**
 * Writes entries as one tar archive into a stream and ends it. Files are read whole (the largest of a Go release has some 20 MB):
 * opening 13,000 streams would cost more than the compression that runs beside it.
 * @param {Iterable<Entry>} entries in the order they shall have
 * @param {import('node:stream').Writable} out
 */
export async function pack(entries, out) {
  let pending = []
  let bytes = 0
  for (const entry of entries) {
    pending.push(tarHeader(entry))
    bytes += BLOCK
    if (entry.kind === 'file' && entry.size > 0) {
      const body = readFileSync(entry.source)
      if (body.length !== entry.size) throw new Error(`${entry.source} changed while it was packed`)
      pending.push(body, Buffer.alloc((BLOCK - (entry.size % BLOCK)) % BLOCK))
      bytes += entry.size
    }
    if (bytes < CHUNK) continue
    if (!out.write(Buffer.concat(pending))) await once(out, 'drain')
    pending = []
    bytes = 0
  }
  out.end(Buffer.concat([...pending, Buffer.alloc(2 * BLOCK)]))
}
