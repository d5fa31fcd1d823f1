import { randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { buildSync } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type * as Disk from './index.js'
import { archiveOf, goodRelease, inventory, type MadeArchive, type Sandbox, sandbox } from './sandbox.js'

const RELEASE = 'go1.22.12'
const big = archiveOf(RELEASE, [
  ...smallGoRelease(RELEASE),
  { name: 'go/src/b.bin', body: randomBytes(6_000_000) },
])

let bundle: Sandbox
let disk: Pick<typeof Disk, 'installRelease' | 'fileSource' | 'AgentError' | 'verifyBytes'>
let box: Sandbox

/** The agent as it ships: two bundles beside each other. From source there is no worker to start. */
beforeAll(async () => {
  bundle = await sandbox()
  const here = dirname(new URL(import.meta.url).pathname)
  const banner = "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);"
  buildSync({
    entryPoints: { disk: join(here, 'index.ts'), 'unpack-worker': join(here, 'worker-entry.ts') },
    outdir: bundle.folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
    logLevel: 'error',
  })
  disk = await import(/* @vite-ignore */ pathToFileURL(join(bundle.folder, 'disk.mjs')).href)
})
afterAll(() => bundle.remove())
beforeEach(async () => {
  box = await sandbox()
})
afterEach(() => box.remove())

function installed(made: MadeArchive, more: { signal?: AbortSignal; onProgress?: () => void } = {}) {
  const path = join(box.folder, made.archive.filename)
  writeFileSync(path, made.bytes)
  const kinds: string[] = []
  const work = disk.installRelease({
    layout: box.layout,
    release: RELEASE,
    archive: made.archive,
    source: disk.fileSource(path),
    onProgress: ({ kind }) => {
      kinds.push(kind)
      more.onProgress?.()
    },
    onStage: ({ kind }) => kinds.push(`${kind} done`),
    signal: more.signal ?? new AbortController().signal,
  })
  return { work, kinds }
}

const coded = z.object({ code: z.string(), message: z.string(), hint: z.string().min(10) })

describe('unpacking in a process of its own', () => {
  it('gives the same tree, with progress and stages', async () => {
    const { work, kinds } = installed(goodRelease(RELEASE))
    expect(await work).toMatchObject({ release: RELEASE, size: 4444 })
    expect(kinds).toEqual(
      expect.arrayContaining(['download', 'unpack', 'download done', 'hash done', 'unpack done']),
    )
    expect(await disk.verifyBytes(box.layout, RELEASE, 'now')).toMatchObject({ kind: 'intact' })
  })

  it('hands errors over with their code and hint', async () => {
    const evil = archiveOf(RELEASE, [{ name: 'go/x', type: '2', linkName: '/etc' }])
    const before = inventory(box.layout.root)
    const error = coded.parse(await installed(evil).work.catch((thrown: unknown) => thrown))
    expect(error).toMatchObject({
      code: 'archive_unsafe_entry',
      message: expect.stringContaining('a symbolic link'),
    })
    const other = {
      ...goodRelease(RELEASE),
      archive: { ...goodRelease(RELEASE).archive, sha256: 'f'.repeat(64) },
    }
    const second = coded.parse(await installed(other).work.catch((thrown: unknown) => thrown))
    expect(second.code).toBe('digest_mismatch')
    expect(inventory(box.layout.root)).toEqual(before)
  })

  it('is killed by an abort and leaves nothing in staging', async () => {
    const stop = new AbortController()
    const { work } = installed(big, { signal: stop.signal, onProgress: () => stop.abort() })
    const error = coded.parse(await work.catch((thrown: unknown) => thrown))
    expect(error.code).toBe('aborted')
    expect(readdirSync(box.layout.staging)).toEqual([])
    expect(readdirSync(box.layout.releases)).toEqual([])
    await expect(installed(big).work).resolves.toMatchObject({ release: RELEASE })
  })
})
