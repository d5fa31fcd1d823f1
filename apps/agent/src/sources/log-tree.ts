import { createHash } from 'node:crypto'

/*
 * The Merkle tree of a public log: RFC 6962, kept in tiles of 256 hashes. A record is in the log when the hash of its text, joined
 * with the hashes beside its path, comes to the root that the log signed. Tiles need no signature of their own: a forged one comes
 * to another root. Source: golang.org/x/mod/sumdb/tlog.
 */

const HASH = 32
const TILE = 256
const TILE_LEVELS = 8

/** What a log signed: how many records it has, and the hash over all of them. */
export interface SignedTree {
  readonly size: number
  /** 32 bytes. */
  readonly root: Buffer
}

/** Reads the text of a signed tree; undefined when it is none. */
export function parseTree(text: string): SignedTree | undefined {
  const [head, size, root] = text.split('\n')
  if (head !== 'go.sum database tree' || !/^[1-9]\d{0,13}$/.test(size ?? '')) return undefined
  const hash = Buffer.from(root ?? '', 'base64')
  return hash.length === HASH ? { size: Number(size), root: hash } : undefined
}

/** The hash of a record's text as a leaf of the tree. */
export function recordHash(text: string): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(text).digest()
}

/** A tile: which level of tiles, which one of it, and how many hashes it has in a tree of some size. */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
}

/** The path of a tile below the log's address: `tile/8/0/x134/251`, with `.p/44` when it is not full. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = (n: number) => String(n % 1000).padStart(3, '0')
  let path = digits(index)
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${digits(rest)}/${path}`
  return `tile/${TILE_LEVELS}/${level}/${path}${width < TILE ? `.p/${width}` : ''}`
}

/** Reads a tile; gives `width` times 32 bytes. */
export type ReadTile = (tile: Tile) => Promise<Buffer>

/** The root of the tree, computed from one record's hash and the hashes beside its path. */
export async function rootFrom(
  index: number,
  leaf: Buffer,
  size: number,
  readTile: ReadTile,
): Promise<Buffer> {
  return new Climb(size, index, leaf, readTile).over(0, size)
}

class Climb {
  readonly #size: number
  readonly #index: number
  readonly #leaf: Buffer
  readonly #readTile: ReadTile
  readonly #tiles = new Map<string, Promise<Buffer>>()

  constructor(size: number, index: number, leaf: Buffer, readTile: ReadTile) {
    this.#size = size
    this.#index = index
    this.#leaf = leaf
    this.#readTile = readTile
  }

  /** The hash over the records from `low` up to, not including, `high`. */
  async over(low: number, high: number): Promise<Buffer> {
    const count = high - low
    const hasIt = low <= this.#index && this.#index < high
    if (count === 1 && hasIt) return this.#leaf
    const half = largestPowerBelow(count)
    if (!hasIt && (count === 1 || half * 2 === count)) return this.#stored(Math.log2(count), low / count)
    const left = await this.over(low, low + half)
    return nodeHash(left, await this.over(low + half, high))
  }

  /** The hash of a full subtree of some height, out of the tile that has it or the hashes below it. */
  async #stored(height: number, index: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_LEVELS)
    const count = 2 ** (height % TILE_LEVELS)
    const first = index * count
    const tileIndex = Math.floor(first / TILE)
    const width = Math.min(TILE, Math.floor(this.#size / TILE ** level) - tileIndex * TILE)
    const bytes = await this.#tile({ level, index: tileIndex, width })
    const at = (first - tileIndex * TILE) * HASH
    let hashes = Array.from({ length: count }, (_, i) => bytes.subarray(at + i * HASH, at + (i + 1) * HASH))
    while (hashes.length > 1) hashes = pairs(hashes)
    return hashes[0] ?? Buffer.alloc(HASH)
  }

  #tile(tile: Tile): Promise<Buffer> {
    const path = tilePath(tile)
    const known = this.#tiles.get(path) ?? this.#readTile(tile)
    this.#tiles.set(path, known)
    return known
  }
}

function pairs(hashes: readonly Buffer[]): Buffer[] {
  return hashes.flatMap((left, i) => {
    const right = hashes[i + 1]
    return i % 2 === 0 && right !== undefined ? [nodeHash(left, right)] : []
  })
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

/** The largest power of two below a number; 1 for 1. */
function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
