import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TarMember, tarOf } from '@goherd/go-archive/tar-maker'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importCommand } from '../commands/import.js'
import { AgentError } from '../disk/agent-error.js'
import { readManifest } from '../disk/installed.js'
import { manifestOf, treeOf } from '../disk/layout.js'
import { goodRelease, install, inventory, type Sandbox, sandbox } from '../disk/sandbox.js'
import { platformOf } from '../facts.js'
import { type BundleHead, packTree, readBundle, writeBundle } from './index.js'

const RELEASE = 'go1.22.12'
const never = new AbortController().signal
const quiet = { signal: never, onProgress: () => undefined }

let box: Sandbox
let bundle: string
let head: BundleHead
let archive: Buffer
let manifest: string
beforeEach(async () => {
  box = await sandbox()
  await install(box.layout, goodRelease(RELEASE))
  const packed = join(box.folder, 'archive')
  const found = await packTree(treeOf(box.layout, RELEASE), readManifest(box.layout, RELEASE), packed, quiet)
  manifest = readFileSync(manifestOf(box.layout, RELEASE), 'utf8')
  archive = readFileSync(packed)
  const treeDigest = createHash('sha256').update(manifest).digest('hex')
  head = {
    format: 1,
    release: RELEASE,
    platform: platformOf(),
    archive: { filename: `${RELEASE}.linux-amd64.tar.gz`, ...found, treeDigest },
    settings: null,
    snapshot: null,
    madeAt: '2025-02-04T12:00:00.000Z',
    madeBy: 'a test',
  }
  bundle = join(box.folder, 'bundle')
  await writeBundle(bundle, { head, manifest, archive: packed }, never)
})
afterEach(() => box.remove())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (cause: unknown) => AgentError.from(cause).code,
  )
const member = (name: string, body: string | Buffer): TarMember => ({ name: `goherd-bundle/${name}`, body })
/** A bundle of these members, written as it is. */
function bundleOf(members: readonly TarMember[]): string {
  const path = join(box.folder, 'other')
  writeFileSync(path, tarOf(members))
  return path
}
const good = (change: Partial<BundleHead> = {}) => [
  member('bundle.json', JSON.stringify({ ...head, ...change })),
  member('manifest', manifest),
  member(head.archive.filename, archive),
]

describe('a bundle', () => {
  it('holds an archive that installs as the tree it was made of', async () => {
    const read = await readBundle(bundle, never)
    expect(read.head).toEqual(head)
    const other = await sandbox()
    await install(other.layout, { bytes: archive, archive: head.archive }, { release: RELEASE })
    expect(readFileSync(manifestOf(other.layout, RELEASE), 'utf8')).toBe(manifest)
    other.remove()
  })

  it('has the same archive each time it is made', async () => {
    const again = join(box.folder, 'again')
    await packTree(treeOf(box.layout, RELEASE), readManifest(box.layout, RELEASE), again, quiet)
    expect(readFileSync(again).equals(archive)).toBe(true)
  })

  it('is not made of a tree that was changed', async () => {
    appendFileSync(join(treeOf(box.layout, RELEASE), 'src/fmt/print.go'), '// changed\n')
    const to = join(box.folder, 'changed')
    const work = packTree(treeOf(box.layout, RELEASE), readManifest(box.layout, RELEASE), to, quiet)
    expect(await codeOf(work)).toBe('release_changed')
  })

  it('takes the place of a file by one rename, or not at all', async () => {
    const gone = join(box.folder, 'no archive')
    expect(await codeOf(writeBundle(bundle, { head, manifest, archive: gone }, never))).toBe('file_missing')
    expect((await readBundle(bundle, never)).head).toEqual(head)
    expect(readdirSync(box.folder).filter((name) => name.includes('tmp'))).toEqual([])
  })
})

const HOSTILE: Readonly<Record<string, readonly [string, () => readonly TarMember[]]>> = {
  'no head': ['bundle_malformed', () => good().slice(1)],
  'no manifest': ['bundle_malformed', () => [...good().slice(0, 1), ...good().slice(2)]],
  'no archive': ['bundle_malformed', () => good().slice(0, 2)],
  'another order': ['bundle_malformed', () => good().reverse()],
  'one file more': ['bundle_malformed', () => [...good(), member('evil', 'x')]],
  'a way out': ['archive_unsafe_path', () => [...good(), { name: 'goherd-bundle/../evil', body: 'x' }]],
  'a link': [
    'archive_unsafe_entry',
    () => [{ name: 'goherd-bundle/l', type: '2', linkName: '/etc' }, ...good()],
  ],
  'a folder in place of a file': [
    'bundle_malformed',
    () => [{ name: 'goherd-bundle/bundle.json/', type: '5', mode: 0o755 }],
  ],
  'a head that is no JSON': ['bundle_malformed', () => [member('bundle.json', '{'), ...good().slice(1)]],
  'a head of another format': [
    'bundle_malformed',
    () => [member('bundle.json', '{"format":2}'), ...good().slice(1)],
  ],
  'an endless head': [
    'bundle_malformed',
    () => [member('bundle.json', ' '.repeat(300_000)), ...good().slice(1)],
  ],
  'another archive digest': [
    'bundle_malformed',
    () => good({ archive: { ...head.archive, sha256: 'a'.repeat(64) } }),
  ],
  'another archive size': ['bundle_malformed', () => good({ archive: { ...head.archive, size: 7 } })],
  'another tree digest': [
    'bundle_malformed',
    () => good({ archive: { ...head.archive, treeDigest: 'a'.repeat(64) } }),
  ],
  'another release': ['bundle_malformed', () => good({ release: 'go1.22.11' })],
  'a name that leads elsewhere': [
    'bundle_malformed',
    () => good({ archive: { ...head.archive, filename: '../evil.tar.gz' } }),
  ],
}

describe('a bundle with', () => {
  it.each(Object.entries(HOSTILE))('%s is refused without a trace', async (_, [code, members]) => {
    const file = bundleOf(members())
    const layout = { ...box.layout }
    const before = inventory(box.folder)
    const flags = { path: false }
    expect(await codeOf(importCommand({ layout, file, flags, json: false, signal: never }))).toBe(code)
    expect(inventory(box.folder)).toEqual(before)
  })

  it('another platform is refused', async () => {
    const file = bundleOf(good({ platform: 'plan9/amd64' }))
    const fresh = join(box.folder, 'fresh')
    mkdirSync(fresh)
    const work = importCommand({ layout: box.layout, file, flags: {}, json: false, signal: never })
    expect(await codeOf(work)).toBe('bundle_other_platform')
  })

  it('any byte changed is refused, or is none that is read', async () => {
    const bytes = readFileSync(bundle)
    let refused = 0
    let tried = 0
    for (let at = 0; at < bytes.length; at += 97) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(join(box.folder, 'other'), changed)
      tried += 1
      const read = await readBundle(join(box.folder, 'other'), never).catch(() => undefined)
      if (read === undefined) refused += 1
      // What a person may read in the head is not under a digest; what is installed is.
      else expect({ ...read.head, madeAt: '', madeBy: '' }).toEqual({ ...head, madeAt: '', madeBy: '' })
    }
    expect(refused).toBeGreaterThan(tried * 0.5)
  })

  it('a cut anywhere is refused', async () => {
    const bytes = readFileSync(bundle)
    for (const length of [0, 1, 511, 512, 2000, bytes.length - 1025]) {
      writeFileSync(join(box.folder, 'other'), bytes.subarray(0, length))
      expect(await codeOf(readBundle(join(box.folder, 'other'), never)), `${length}`).toMatch(
        /^(archive_|bundle_)/,
      )
    }
  })
})
