import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { moduleTop } from '@goherd/go-archive'
import { type ZipMemberToMake, zipOf } from '@goherd/go-archive/zip-maker'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smallZip, zipped } from '../test/module-zip.js'
import { AgentError } from './agent-error.js'
import { fileSource } from './file-source.js'
import { manifestOf, treeOf } from './layout.js'
import {
  install,
  inventory,
  type MadeArchive,
  memorySource,
  type Sandbox,
  sandbox,
  signed,
} from './sandbox.js'
import { verifyBytes } from './verify-bytes.js'

const RELEASE = 'go1.22.12'
const PLATFORM = 'linux/amd64'
const MUTATIONS = Number(process.env.GOHERD_MUTATIONS ?? 400)

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

function made(members: readonly ZipMemberToMake[], filename = `${RELEASE}.windows-amd64.zip`): MadeArchive {
  const { bytes, archive } = signed(RELEASE, Buffer.from(zipOf({ members })))
  return { bytes, archive: { ...archive, filename } }
}
const asModule = (members = smallZip(RELEASE, moduleTop(RELEASE, PLATFORM))) =>
  made(members, `${RELEASE}.linux-amd64.module.zip`)
const codeOf = (archive: MadeArchive) =>
  install(box.layout, archive, { release: RELEASE }).then(
    () => 'installed',
    (error: unknown) => AgentError.from(error).code,
  )

describe('a zip', () => {
  it('of a release is installed, from afar and from a file, with the same tree', async () => {
    const archive = made(smallZip(RELEASE))
    const first = await install(box.layout, archive, { release: RELEASE })
    expect(await verifyBytes(box.layout, RELEASE, '')).toMatchObject({ kind: 'intact' })
    expect(statSync(join(treeOf(box.layout, RELEASE), 'bin/go')).mode & 0o777).toBe(0o755)
    const manifest = readFileSync(manifestOf(box.layout, RELEASE), 'utf8')
    rmSync(treeOf(box.layout, RELEASE), { recursive: true })
    rmSync(manifestOf(box.layout, RELEASE))
    const path = join(box.folder, 'a.zip')
    writeFileSync(path, archive.bytes)
    expect(await install(box.layout, archive, { release: RELEASE, source: fileSource(path) })).toEqual(first)
    expect(readFileSync(manifestOf(box.layout, RELEASE), 'utf8')).toBe(manifest)
    expect(existsSync(join(box.layout.cache, `${RELEASE}.${archive.archive.sha256}.part`))).toBe(false)
  })

  it('of a module is installed with execute bits and go.mod, without api', async () => {
    await install(box.layout, asModule(), { release: RELEASE })
    const tree = treeOf(box.layout, RELEASE)
    expect(statSync(join(tree, 'pkg/tool/linux_amd64/compile')).mode & 0o777).toBe(0o755)
    expect(readFileSync(join(tree, 'src/go.mod'), 'utf8')).toBe('module std\n')
    expect(existsSync(join(tree, 'api'))).toBe(false)
  })

  it('with a file too large for memory is streamed', async () => {
    const large = randomBytes(9_000_000)
    const members = [
      ...smallZip(RELEASE),
      zipped('go/src/large.bin', large),
      zipped('go/src/zeros.bin', new Uint8Array(20_000_000)),
      zipped('go/src/ballast.bin', randomBytes(1_000_000)),
    ]
    await install(box.layout, made(members), { release: RELEASE })
    expect(readFileSync(join(treeOf(box.layout, RELEASE), 'src/large.bin')).equals(large)).toBe(true)
    expect(statSync(join(treeOf(box.layout, RELEASE), 'src/zeros.bin')).size).toBe(20_000_000)
  })

  it('that breaks off is fetched on from there', async () => {
    const archive = made([...smallZip(RELEASE), zipped('go/src/ballast.bin', randomBytes(200_000))])
    const part = join(box.layout.cache, `${RELEASE}.${archive.archive.sha256}.part`)
    writeFileSync(part, archive.bytes.subarray(0, 150_000))
    let from = -1
    const source = memorySource(archive.bytes)
    await install(box.layout, archive, {
      release: RELEASE,
      source: {
        open: (at, signal) => {
          from = at
          return source.open(at, signal)
        },
      },
    })
    expect(from).toBe(150_000)
  })
})

const good = smallZip(RELEASE)
const HOSTILE: Readonly<Record<string, readonly [string, MadeArchive]>> = {
  'a way out': ['archive_unsafe_path', made([...good, zipped('go/../../evil', 'x')])],
  'a link': [
    'archive_unsafe_entry',
    made([...good, zipped('go/l', '/etc', { attributes: 0o120777 * 65_536 })]),
  ],
  'another module': ['archive_unsafe_path', asModule(smallZip(RELEASE, moduleTop('go1.22.11', PLATFORM)))],
  'a release where a module should be': ['archive_unsafe_path', asModule(good)],
  'a member that is longer than it says': [
    'archive_malformed',
    made([...good, zipped('go/x', 'x'.repeat(90), { size: 50 })]),
  ],
  'a member that is shorter than it says': [
    'archive_malformed',
    made([...good, zipped('go/x', 'x'.repeat(90), { size: 91 })]),
  ],
  'a wrong checksum': ['archive_malformed', made([...good, zipped('go/x', 'x', { crc32: 7 })])],
  'bytes after a packed stream': [
    'archive_malformed',
    made([
      ...good,
      { ...zipped('go/x', 'x'), packed: Buffer.concat([zipped('go/x', 'x').packed, Buffer.from('hidden')]) },
    ]),
  ],
  'no packed stream at all': [
    'archive_malformed',
    made([...good, { ...zipped('go/x', 'x'.repeat(40)), packed: Buffer.from('not deflate') }]),
  ],
  'a large member with a wrong checksum': [
    'archive_malformed',
    made([...good, zipped('go/x', randomBytes(6_000_000), { crc32: 7 })]),
  ],
  'a large member that is longer than it says': [
    'archive_malformed',
    made([...good, zipped('go/x', randomBytes(6_000_000), { size: 5_900_000 })]),
  ],
  'no go in it': ['archive_malformed', made([zipped('go/VERSION', RELEASE)])],
  'another release in it': ['archive_wrong_release', made(smallZip('go1.22.11'))],
}

describe('a zip with', () => {
  it.each(Object.entries(HOSTILE))('%s is refused without a trace', async (_, [code, archive]) => {
    const before = inventory(box.folder)
    expect(await codeOf(archive)).toBe(code)
    expect(inventory(box.folder)).toEqual(before)
  })

  it(`a mutation is refused under the digest of the good one, and never leaves its tree under its own (${MUTATIONS} each)`, async () => {
    const archive = asModule()
    const before = inventory(box.folder)
    let state = 20_250_204
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    let accepted = 0
    for (let i = 0; i < MUTATIONS; i++) {
      const bytes = mutated(archive.bytes, random)
      if (bytes.equals(archive.bytes)) continue
      const under = { release: RELEASE, source: memorySource(bytes, 777) }
      await expect(install(box.layout, archive, under), `mutation ${i}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(digest_mismatch|archive_\w+|download_short)$/),
      })
      rmSync(join(box.layout.cache, `${RELEASE}.${archive.archive.sha256}.part`), { force: true })
      const own = {
        bytes,
        archive: { ...signed(RELEASE, bytes).archive, filename: archive.archive.filename },
      }
      const code = await codeOf(own)
      if (code === 'installed') accepted += 1
      else expect(code, `mutation ${i}`).toMatch(/^(archive_\w+)$/)
      const tree = [treeOf(box.layout, RELEASE), manifestOf(box.layout, RELEASE)]
      if (code === 'installed' || i % 20 === 0)
        expect(inventory(box.folder, tree), `mutation ${i}`).toEqual(before)
      for (const path of tree) rmSync(path, { recursive: true, force: true })
    }
    // Times in the headers may change without harm.
    expect(accepted).toBeLessThan(MUTATIONS / 5)
    expect(inventory(box.folder)).toEqual(before)
  })
})

function mutated(bytes: Buffer, random: (below: number) => number): Buffer {
  const at = random(bytes.length)
  const length = 1 + random(200)
  switch (random(4)) {
    case 0: {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ (1 << random(8))
      return copy
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)])
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(Math.min(length, bytes.length - at), random(256)),
        bytes.subarray(at + length),
      ])
  }
}
