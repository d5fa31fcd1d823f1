import { execFileSync } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { activate } from './activate.js'
import { fileSource } from './file-source.js'
import { httpSource } from './http-source.js'
import { manifestOf, treeOf } from './layout.js'
import { observe } from './observe.js'
import { probe } from './probe.js'
import { install, type MadeArchive, type Sandbox, sandbox } from './sandbox.js'
import { writeSettings } from './settings.js'
import { verifyBytes } from './verify-bytes.js'

const folder = process.env.GOHERD_TEST_GO
const index = z.array(
  z.object({
    version: z.string(),
    files: z.array(
      z.object({
        filename: z.string(),
        os: z.string(),
        arch: z.string(),
        sha256: z.string(),
        size: z.number(),
      }),
    ),
  }),
)
const never = new AbortController().signal
const NOW = '2025-02-04T12:00:00.000Z'

function realReleases(): (MadeArchive & { release: string; path: string })[] {
  if (folder === undefined) return []
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  return index
    .parse(JSON.parse(readFileSync(join(folder, 'dl.json'), 'utf8')))
    .flatMap(({ version, files }) =>
      files
        .filter(
          (file) => file.os === process.platform && file.arch === arch && file.filename.endsWith('.tar.gz'),
        )
        .map(({ filename, sha256, size }) => ({
          release: version,
          bytes: Buffer.alloc(0),
          archive: { filename, sha256, size },
          path: join(folder, filename),
        })),
    )
}

const releases = realReleases()
if (releases.length === 0)
  console.warn('real-go.test: skipped, GOHERD_TEST_GO names no folder with Go releases')

describe.skipIf(releases.length === 0)('real Go releases', () => {
  let box: Sandbox
  let server: Server
  beforeAll(async () => {
    box = await sandbox()
    server = createServer((request, response) => {
      const path = join(folder ?? '', request.url ?? '')
      response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': statSync(path).size })
      createReadStream(path).pipe(response)
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  })
  afterAll(async () => {
    await new Promise((closed) => server.close(closed))
    box.remove()
  })

  it.each(releases)('$release is installed over HTTP, is intact, and compiles', async (real) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${real.archive.filename}`
    const installed = await install(box.layout, real, { source: httpSource({ url }), release: real.release })
    expect(installed).toMatchObject({ release: real.release })
    expect(await verifyBytes(box.layout, real.release, NOW)).toEqual({ kind: 'intact', checkedAt: NOW })
    expect(await probe(box.layout, real.release, never)).toMatchObject({ goVersion: real.release })
    // Checked again after it was used: a build writes nothing into the tree.
    expect(await verifyBytes(box.layout, real.release, NOW)).toMatchObject({ kind: 'intact' })
  })

  it('has the tree that tar makes', async () => {
    const [real] = releases
    if (!real) return
    const beside = join(box.folder, 'by-tar')
    mkdirSync(beside)
    execFileSync('tar', ['-xzf', real.path, '-C', beside])
    execFileSync('diff', ['-r', join(beside, 'go'), treeOf(box.layout, real.release)])
    rmSync(beside, { recursive: true })
  })

  it('answers through the link, settings included, and changes with one switch', async () => {
    const go = (...args: string[]) =>
      execFileSync(join(box.layout.current, 'bin', 'go'), args, {
        cwd: box.folder,
        env: { HOME: box.folder, GOTOOLCHAIN: 'local', PATH: '/usr/bin:/bin' },
        encoding: 'utf8',
      }).trim()
    for (const { release } of releases) {
      await writeSettings(box.layout, release, {
        GOPROXY: `https://proxy.example/${release}`,
        GOPRIVATE: 'corp.example',
      })
      await activate(box.layout, release)
      expect(go('version')).toContain(`go version ${release} `)
      expect(go('env', 'GOPROXY', 'GOPRIVATE')).toBe(`https://proxy.example/${release}\ncorp.example`)
      expect(await probe(box.layout, release, never)).toMatchObject({ goVersion: release })
      const observed = await observe(box.layout, {
        lastBytes: { kind: 'unchecked' },
        lastGoVersion: release,
        now: NOW,
      })
      expect(observed).toMatchObject({ link: { kind: 'managed', release }, bytes: { kind: 'unchecked' } })
      expect(observed.proof).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  it('fails its probe when a setting breaks every build', async () => {
    const [real] = releases
    if (!real) return
    await writeSettings(box.layout, real.release, { GOFLAGS: 'nonsense' })
    await expect(probe(box.layout, real.release, never)).rejects.toMatchObject({
      code: 'probe_failed',
      cause: expect.objectContaining({ message: expect.stringContaining('GOFLAGS') }),
    })
    await writeSettings(box.layout, real.release, {})
  })

  it('passes its probe with settings that are the builds’ own affair', async () => {
    const [real] = releases
    if (!real) return
    await writeSettings(box.layout, real.release, {
      GOFLAGS: '-mod=vendor',
      GOPROXY: 'off',
      CGO_ENABLED: '1',
    })
    await expect(probe(box.layout, real.release, never)).resolves.toMatchObject({ goVersion: real.release })
    await writeSettings(box.layout, real.release, {})
  })

  it('is mended from its archive when a byte was changed', async () => {
    const [real] = releases
    if (!real) return
    const file = join(treeOf(box.layout, real.release), 'src', 'fmt', 'print.go')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('package fmt', 'package fmd'))
    expect(await verifyBytes(box.layout, real.release, NOW)).toMatchObject({
      kind: 'changed',
      sample: ['src/fmt/print.go'],
    })
    await install(box.layout, real, { source: fileSource(real.path), release: real.release })
    expect(readFileSync(file, 'utf8')).toBe(good)
    expect(existsSync(manifestOf(box.layout, real.release))).toBe(true)
  })
})
