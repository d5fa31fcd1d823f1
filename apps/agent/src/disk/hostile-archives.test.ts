import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { paxRecords, smallGoRelease, type TarMember, tarOf, utf8 } from '@goherd/go-archive/tar-maker'
import { failure } from '@goherd/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AgentError } from './agent-error.js'
import type { ArchiveSource } from './archive-source.js'
import {
  archiveOf,
  goodRelease,
  install,
  inventory,
  type MadeArchive,
  memorySource,
  type Sandbox,
  sandbox,
  signed,
} from './sandbox.js'

const RELEASE = 'go1.22.12'
const good = smallGoRelease(RELEASE)
const plus = (...members: TarMember[]) => archiveOf(RELEASE, [...good, ...members])
const evil = (name: string, more: Partial<TarMember> = {}): TarMember => ({ name, body: 'evil', ...more })

const ARCHIVES: Readonly<Record<string, readonly [string, MadeArchive]>> = {
  'a way out': ['archive_unsafe_path', plus(evil('go/../../../around/evil'))],
  'a way out to the releases': ['archive_unsafe_path', plus(evil('../../releases/go1.22.12/evil'))],
  'an absolute path': ['archive_unsafe_path', plus(evil('/tmp/goherd-evil'))],
  'an absolute PAX path': [
    'archive_unsafe_path',
    plus({ name: 'P', type: 'x', body: paxRecords({ path: '/tmp/goherd-evil' }) }, evil('go/a')),
  ],
  'a way out in a GNU long name': [
    'archive_unsafe_path',
    plus({ name: 'L', type: 'L', body: 'go/../../evil\0' }, evil('go/a')),
  ],
  'a PAX size': [
    'archive_unsafe_entry',
    plus({ name: 'P', type: 'x', body: paxRecords({ size: '9' }) }, evil('go/a')),
  ],
  'a PAX link': [
    'archive_unsafe_entry',
    plus({ name: 'P', type: 'x', body: paxRecords({ linkpath: '/' }) }, evil('go/a')),
  ],
  'a symbolic link and a file through it': [
    'archive_unsafe_entry',
    plus(evil('go/out', { type: '2', linkName: '../../..', body: '' }), evil('go/out/evil')),
  ],
  'a hard link': [
    'archive_unsafe_entry',
    plus(evil('go/x', { type: '1', linkName: '/etc/passwd', body: '' })),
  ],
  'a character device': ['archive_unsafe_entry', plus(evil('go/x', { type: '3', body: '' }))],
  'a block device': ['archive_unsafe_entry', plus(evil('go/x', { type: '4', body: '' }))],
  'a pipe': ['archive_unsafe_entry', plus(evil('go/x', { type: '6', body: '' }))],
  'a huge declared size': ['archive_too_large', plus(evil('go/x', { size: 8_589_934_591 }))],
  'the same path twice': ['archive_duplicate_path', plus(evil('go/bin/go'))],
  'the same path in another case': ['archive_duplicate_path', plus(evil('go/BIN/Go'))],
  'a file over a folder': ['archive_duplicate_path', plus(evil('go/src'))],
  'a path below a file': ['archive_duplicate_path', plus(evil('go/VERSION/x'))],
  'a wrong checksum': ['archive_bad_checksum', plus(evil('go/x', { checksumOff: 1 }))],
  'a go.env that is no text': [
    'archive_malformed',
    archiveOf(RELEASE, [
      ...good.filter((m) => m.name !== 'go/go.env'),
      evil('go/go.env', { body: Uint8Array.of(0xff, 0xfe) }),
    ]),
  ],
  'a huge go.env': [
    'archive_too_large',
    archiveOf(RELEASE, [
      ...good.filter((m) => m.name !== 'go/go.env'),
      evil('go/go.env', { body: 'x'.repeat(70_000) }),
    ]),
  ],
  'no go in it': [
    'archive_malformed',
    archiveOf(
      RELEASE,
      good.filter((m) => m.name !== 'go/bin/go'),
    ),
  ],
  'a go that cannot be run': [
    'archive_malformed',
    archiveOf(
      RELEASE,
      good.map((m) => (m.name === 'go/bin/go' ? { ...m, mode: 0o644 } : m)),
    ),
  ],
  'nothing in it': ['archive_malformed', archiveOf(RELEASE, [])],
  'an archive behind its end': [
    'archive_malformed',
    signed(RELEASE, gzipSync(Buffer.concat([tarOf(good), tarOf([evil('go/x')])]))),
  ],
  'a bomb behind its end': [
    'archive_too_large',
    signed(RELEASE, gzipSync(Buffer.concat([tarOf(good), Buffer.alloc(50_000_000)]))),
  ],
  'a bomb in its headers': ['archive_too_large', signed(RELEASE, bombOfHeaders())],
  'a cut-off tar': ['archive_truncated', signed(RELEASE, gzipSync(tarOf(good).subarray(0, 9000)))],
  'a cut-off gzip': ['archive_truncated', signed(RELEASE, cutGzip())],
  'no gzip at all': ['archive_malformed', signed(RELEASE, Buffer.from(tarOf(good)))],
  'a web page in place of it': [
    'archive_malformed',
    signed(RELEASE, Buffer.from('<!doctype html><title>Sign in</title>')),
  ],
}

function bombOfHeaders(): Buffer {
  const header = tarOf([{ name: 'P', type: 'x', body: paxRecords({ comment: 'x'.repeat(100) }) }]).subarray(
    0,
    1024,
  )
  return gzipSync(Buffer.concat(Array.from({ length: 70_000 }, () => header)))
}

function cutGzip(): Buffer {
  const { bytes } = archiveOf(RELEASE, good)
  return bytes.subarray(0, bytes.length - 20)
}

let box: Sandbox
beforeEach(async () => {
  box = await sandbox()
  const { layout } = box
  writeFileSync(join(dirname(layout.root), 'precious'), 'precious')
  mkdirSync(join(layout.releases, 'go1.21.13', 'bin'), { recursive: true })
  writeFileSync(join(layout.releases, 'go1.21.13', 'bin', 'go'), 'old')
  symlinkSync('releases/go1.21.13', layout.current)
})
afterEach(() => box.remove())

async function refused(work: Promise<unknown>): Promise<AgentError> {
  const error = await work.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AgentError)
  return AgentError.from(error)
}

describe('a hostile archive', () => {
  it.each(Object.entries(ARCHIVES))('with %s changes nothing and says why', async (_, [code, made]) => {
    const before = inventory(box.folder)
    const error = await refused(install(box.layout, made))
    expect(error.code).toBe(code)
    expect(failure.parse(error.toFailure()).hint).toMatch(/^[A-Z].*\.$/)
    expect(inventory(box.folder)).toEqual(before)
  })

  it('with another digest than was signed leaves nothing, not even its part', async () => {
    const made = goodRelease(RELEASE)
    const before = inventory(box.folder)
    const archive = { ...made.archive, sha256: 'f'.repeat(64) }
    const error = await refused(install(box.layout, { ...made, archive }))
    expect(error.code).toBe('digest_mismatch')
    expect(error.message).toContain(made.archive.sha256)
    expect(inventory(box.folder)).toEqual(before)
  })

  it('with another tree than was signed leaves nothing', async () => {
    const made = goodRelease(RELEASE)
    const before = inventory(box.folder)
    const error = await refused(
      install(box.layout, { ...made, archive: { ...made.archive, treeDigest: 'e'.repeat(64) } }),
    )
    expect(error.code).toBe('tree_mismatch')
    expect(inventory(box.folder)).toEqual(before)
  })

  it('that never ends is left at its declared size', async () => {
    const made = goodRelease(RELEASE)
    let given = 0
    const endless: ArchiveSource = {
      open: async () => ({
        status: 'whole',
        body: (async function* () {
          for (;;) {
            given += 10_000
            yield new Uint8Array(10_000)
          }
        })(),
      }),
    }
    const declared = { ...made.archive, size: 25_000 }
    const error = await refused(install(box.layout, { ...made, archive: declared }, { source: endless }))
    expect(error.code).toMatch(/^archive_(too_long|malformed)$/)
    expect(given).toBeLessThanOrEqual(60_000)
    expect(readdirSync(box.layout.cache)).toEqual([])
  })

  it('that is longer than declared by one byte is refused', async () => {
    const made = goodRelease(RELEASE)
    const longer = memorySource(Buffer.concat([made.bytes, Buffer.of(0)]))
    const error = await refused(install(box.layout, made, { source: longer }))
    expect(error.code).toBe('archive_too_long')
  })

  it('of a kind this agent does not know is refused before anything is fetched', async () => {
    const made = goodRelease(RELEASE)
    const archive = { ...made.archive, filename: 'go1.22.12.windows-amd64.pkg' }
    const source = { open: () => Promise.reject(new Error('it was fetched')) }
    const error = await refused(install(box.layout, { ...made, archive }, { release: RELEASE, source }))
    expect(error.code).toBe('archive_unsupported')
  })

  it('may pad its end with zeros and is good then', async () => {
    const made = signed(RELEASE, gzipSync(Buffer.concat([tarOf(good), Buffer.alloc(9216)])))
    await expect(install(box.layout, made)).resolves.toMatchObject({ release: RELEASE })
  })

  it('may hold long names and is good then', async () => {
    const long = `go/${'long/'.repeat(25)}Äx.go`
    const made = plus(
      { name: 'P', type: 'x', body: paxRecords({ path: long }) },
      { name: 'go/x', body: utf8('é') },
    )
    await install(box.layout, made)
    expect(inventory(join(box.layout.releases, RELEASE)).some((line) => line.endsWith(long.slice(3)))).toBe(
      true,
    )
  })
})
