import { rmSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentError } from './agent-error.js'
import { manifestOf, treeOf } from './layout.js'
import { goodRelease, install, inventory, memorySource, type Sandbox, sandbox, signed } from './sandbox.js'

const RELEASE = 'go1.22.12'
const SEED = 20_250_204
const MUTATIONS = Number(process.env.GOHERD_MUTATIONS ?? 400)

/** mulberry32: the same numbers on every machine, so that a failing mutation can be made again from its number. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

function mutate(good: Buffer, random: (below: number) => number): Buffer {
  const at = random(good.length)
  const length = 1 + random(600)
  switch (random(7)) {
    case 0:
      return replaced(good, at, Buffer.of((good[at] ?? 0) ^ (1 << random(8))))
    case 1:
      return replaced(good, at, Buffer.from(Array.from({ length: 4 }, () => random(256))))
    case 2:
      return good.subarray(0, at)
    case 3:
      return Buffer.concat([good.subarray(0, at), good.subarray(at + length)])
    case 4:
      return Buffer.concat([good.subarray(0, at), good.subarray(at, at + length), good.subarray(at)])
    case 5:
      return Buffer.concat([good, Buffer.alloc(length, random(256))])
    default:
      return replaced(good, at, Buffer.alloc(Math.min(length, good.length - at)))
  }
}

function replaced(good: Buffer, at: number, part: Buffer): Buffer {
  return Buffer.concat([good.subarray(0, at), part, good.subarray(at + part.length)])
}

let box: Sandbox
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.remove())

async function tryInstall(made: Parameters<typeof install>[1], bytes: Buffer): Promise<string> {
  try {
    await install(box.layout, made, { source: memorySource(bytes, 777) })
    return 'accepted'
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AgentError)
    return AgentError.from(thrown).code
  }
}

describe('a mutated archive', () => {
  it(`is never accepted under the digest of the good one (${MUTATIONS} mutations, seed ${SEED})`, async () => {
    const made = goodRelease(RELEASE)
    const before = inventory(box.folder)
    const random = randomFrom(SEED)
    const codes = new Map<string, number>()
    for (let i = 0; i < MUTATIONS; i++) {
      const bytes = mutate(made.bytes, random)
      if (bytes.equals(made.bytes)) continue
      const code = await tryInstall(made, bytes)
      expect(code, `mutation ${i}`).toMatch(/^(digest_mismatch|archive_\w+|download_short)$/)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      // A short one leaves its part for the next try; here the next one is another archive.
      rmSync(`${box.layout.cache}/${made.archive.sha256}.part`, { force: true })
      if (i % 20 === 0) expect(inventory(box.folder), `mutation ${i}`).toEqual(before)
    }
    expect(inventory(box.folder)).toEqual(before)
    expect(codes.size).toBeGreaterThan(2)
  })

  it(`inside the gzip and signed as it is, stays in its own tree (${MUTATIONS} mutations, seed ${SEED + 1})`, async () => {
    const tar = gunzipSync(goodRelease(RELEASE).bytes)
    const before = inventory(box.folder)
    const random = randomFrom(SEED + 1)
    let accepted = 0
    for (let i = 0; i < MUTATIONS; i++) {
      const made = signed(RELEASE, gzipSync(mutate(tar, random), { level: 1 }))
      const code = await tryInstall(made, made.bytes)
      if (code !== 'accepted') expect(code, `mutation ${i}`).toMatch(/^archive_/)
      else {
        accepted += 1
        const own = [treeOf(box.layout, RELEASE), manifestOf(box.layout, RELEASE)]
        expect(inventory(box.folder, own), `mutation ${i}`).toEqual(before)
        for (const path of own) rmSync(path, { recursive: true })
      }
      if (i % 20 === 0) expect(inventory(box.folder), `mutation ${i}`).toEqual(before)
    }
    expect(inventory(box.folder)).toEqual(before)
    expect(accepted).toBeGreaterThan(0)
  })
})
