import { below } from './scale.js'

/** Some bytes with one thing changed: a bit, some bytes, a part cut out, doubled, overwritten with zeros, or a tail. */
export function mutate(good: Buffer, random: () => number): Buffer {
  const at = below(good.length, random)
  const length = 1 + below(600, random)
  switch (below(7, random)) {
    case 0:
      return replaced(good, at, Buffer.of((good[at] ?? 0) ^ (1 << below(8, random))))
    case 1:
      return replaced(good, at, Buffer.from(Array.from({ length: 4 }, () => below(256, random))))
    case 2:
      return good.subarray(0, at)
    case 3:
      return Buffer.concat([good.subarray(0, at), good.subarray(at + length)])
    case 4:
      return Buffer.concat([good.subarray(0, at), good.subarray(at, at + length), good.subarray(at)])
    case 5:
      return Buffer.concat([good, Buffer.alloc(length, below(256, random))])
    default:
      return replaced(good, at, Buffer.alloc(Math.min(length, good.length - at)))
  }
}

function replaced(good: Buffer, at: number, part: Buffer): Buffer {
  return Buffer.concat([good.subarray(0, at), part, good.subarray(at + part.length)])
}
