import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { renderManifest } from '@goherd/go-archive'
import { groupView, releaseList, setDesiredResult, syncResult } from '@goherd/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, callApi } from '../testing/call-api.js'
import { startTestServer, type TestServer } from '../testing/index.js'
import { ArchiveKeeper, ReleaseReader } from './index.js'

const source = process.env.GOHERD_TEST_GO

describe.skipIf(!source)('real Go releases from a folder (skipped without GOHERD_TEST_GO)', () => {
  let server: TestServer
  let scratch: string

  beforeAll(async () => {
    server = await startTestServer({ GOHERD_GO_SOURCE: source ?? '' })
    scratch = mkdtempSync(join(tmpdir(), 'goherd-real-go-'))
  })
  afterAll(async () => {
    await server.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  it('are in the catalogue', async () => {
    accepted(await callApi(server, '/releases/sync', {}), syncResult)
    const { releases } = accepted(await callApi(server, '/releases'), releaseList)
    expect(releases.map(({ release }) => release)).toContain('go1.22.12')
  })

  it('are read to the tree digest that GNU tar and sha256 come to, while the server keeps answering', async () => {
    let longestMs = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 5)
    const archive = await server.app
      .get(ArchiveKeeper)
      .ensureArchive('go1.22.12', 'linux/amd64')
      .finally(() => clearInterval(beat))
    expect(longestMs).toBeLessThan(1_000)
    execFileSync('tar', ['-xzf', archive.path, '-C', scratch])
    const manifest = manifestOf('go1.22.12', join(scratch, 'go'))
    expect(archive.treeDigest).toBe(createHash('sha256').update(manifest).digest('hex'))
    expect(await server.app.get(ReleaseReader).treeDigest('go1.22.12', 'linux/amd64')).toBe(
      archive.treeDigest,
    )
  })

  it('become a group’s desired state by their language line', async () => {
    accepted(await callApi(server, '/groups', { name: 'build' }), groupView)
    const result = accepted(await callApi(server, '/groups/build/desired', { go: '1.22' }), setDesiredResult)
    expect(result).toMatchObject({ release: 'go1.22.12', resolved: { asked: '1.22', release: 'go1.22.12' } })
  })
})

/** The manifest of an unpacked tree, made without the reader that is tested. */
function manifestOf(release: string, root: string): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== join(root, 'go.env'))
    .map((path) => ({
      path: relative(root, path),
      mode: statSync(path).mode & 0o111 ? (0o755 as const) : (0o644 as const),
      size: statSync(path).size,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    }))
  return renderManifest({ release, goEnv: readFileSync(join(root, 'go.env'), 'utf8'), files })
}
