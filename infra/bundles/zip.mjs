import { readFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'

/** 1 January 1980, the first moment zip knows. */
const EPOCH = { time: 0, date: 0x21 }
const MADE_BY_UNIX = 3 << 8
const VERSION = 20
const DEFLATE = 8
const UTF8 = 0x0800

/**
 * A zip archive of some files, the same for the same files: fixed times, no extra fields. Folders are implied by the paths.
 * Everything stays under 4 GiB, which an agent does.
 * @param {Iterable<import('../go/pack.mjs').Entry>} entries in the order they shall have
 * @param {number} level of the compression, 1 to 9
 * @returns {Buffer}
 */
export function zip(entries, level) {
  /** @type {Buffer[]} */
  const parts = []
  /** @type {Buffer[]} */
  const directory = []
  let at = 0
  for (const entry of entries) {
    if (entry.kind === 'folder') continue
    const body = readFileSync(entry.source)
    const packed = deflateRawSync(body, { level })
    const facts = {
      name: Buffer.from(entry.name),
      crc: crc32(body),
      packed: packed.length,
      size: body.length,
    }
    const local = localHeader(facts)
    parts.push(local, packed)
    directory.push(centralHeader(facts, { at, mode: entry.executable ? 0o100755 : 0o100644 }))
    at += local.length + packed.length
  }
  const listed = Buffer.concat(directory)
  return Buffer.concat([...parts, listed, endOf({ count: directory.length, size: listed.length, at })])
}

/** @typedef {{ name: Buffer, crc: number, packed: number, size: number }} Facts */

/** The fields both headers have. @param {Buffer} block @param {number} from @param {Facts} facts */
function putShared(block, from, { name, crc, packed, size }) {
  block.writeUInt16LE(VERSION, from)
  block.writeUInt16LE(UTF8, from + 2)
  block.writeUInt16LE(DEFLATE, from + 4)
  block.writeUInt16LE(EPOCH.time, from + 6)
  block.writeUInt16LE(EPOCH.date, from + 8)
  block.writeUInt32LE(crc, from + 10)
  block.writeUInt32LE(packed, from + 14)
  block.writeUInt32LE(size, from + 18)
  block.writeUInt16LE(name.length, from + 22)
}

/** @param {Facts} facts */
function localHeader(facts) {
  const block = Buffer.alloc(30)
  block.writeUInt32LE(0x04034b50, 0)
  putShared(block, 4, facts)
  return Buffer.concat([block, facts.name])
}

/** @param {Facts} facts @param {{ at: number, mode: number }} where */
function centralHeader(facts, { at, mode }) {
  const block = Buffer.alloc(46)
  block.writeUInt32LE(0x02014b50, 0)
  block.writeUInt16LE(MADE_BY_UNIX | VERSION, 4)
  putShared(block, 6, facts)
  block.writeUInt32LE((mode << 16) >>> 0, 38)
  block.writeUInt32LE(at, 42)
  return Buffer.concat([block, facts.name])
}

/** @param {{ count: number, size: number, at: number }} directory */
function endOf({ count, size, at }) {
  const block = Buffer.alloc(22)
  block.writeUInt32LE(0x06054b50, 0)
  block.writeUInt16LE(count, 8)
  block.writeUInt16LE(count, 10)
  block.writeUInt32LE(size, 12)
  block.writeUInt32LE(at, 16)
  return block
}
