import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadReleases, readIndex } from './official.mjs'
import { findGoSource, goFolderForTests } from './source.mjs'

/** @type {string} */
let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-source-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {(path: string) => { status?: number, type?: string, body: string | Buffer }} answer @param {(site: string) => Promise<void>} use */
async function withSite(answer, use) {
  const server = createServer((request, response) => {
    const { status = 200, type = 'application/json', body } = answer(request.url ?? '')
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  try {
    await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  } finally {
    server.close()
  }
}

describe('a source that was given', () => {
  it('is passed on when it is an URL', async () => {
    expect(await findGoSource({ env: { GOHERD_GO_SOURCE: 'https://mirror.example/go' } })).toMatchObject({
      source: 'https://mirror.example/go',
    })
  })

  it('is passed on when it is a folder with dl.json', async () => {
    writeFileSync(join(folder, 'dl.json'), '[]')
    expect((await findGoSource({ env: { GOHERD_GO_SOURCE: folder } })).source).toBe(folder)
    expect(await goFolderForTests({ env: { GOHERD_TEST_GO: folder } })).toBe(folder)
  })

  it('is refused when it is a folder without', async () => {
    await expect(findGoSource({ env: { GOHERD_GO_SOURCE: folder } })).rejects.toMatchObject({
      code: 'bad_go_source',
    })
  })
})

describe('readIndex', () => {
  it.each([
    { what: 'the HTML of a portal', type: 'text/html', body: '<html>sign in</html>' },
    { what: 'JSON of something else', type: 'application/json', body: '{"version":"go1.22.12"}' },
    { what: 'an error', status: 503, body: '[]' },
  ])('takes $what for no source', async ({ what: _, ...answer }) => {
    await withSite(
      () => answer,
      async (site) => expect(await readIndex(site, { timeoutMs: 5_000 })).toBeUndefined(),
    )
  })

  it('takes silence for no source, and a real index for one', async () => {
    expect(await readIndex('http://127.0.0.1:9', { timeoutMs: 5_000 })).toBeUndefined()
    const body = JSON.stringify([{ version: 'go1.22.12', stable: true, files: [] }])
    await withSite(
      () => ({ body }),
      async (site) => expect(await readIndex(site, { timeoutMs: 5_000 })).toHaveLength(1),
    )
  })
})

describe('downloadReleases', () => {
  it('refuses bytes that are not those of the index, and keeps none of them', async () => {
    const platform = { os: process.platform, arch: process.arch === 'x64' ? 'amd64' : process.arch }
    const filename = `go1.22.12.${platform.os}-${platform.arch}.tar.gz`
    const file = {
      ...platform,
      filename,
      version: 'go1.22.12',
      sha256: '0'.repeat(64),
      size: 3,
      kind: 'archive',
    }
    const index = JSON.stringify([{ version: 'go1.22.12', stable: true, files: [file] }])
    await withSite(
      (path) => ({ body: path.endsWith('.tar.gz') ? 'abc' : index }),
      async (site) => {
        const job = downloadReleases({ site, folder, lines: ['1.22'] })
        await expect(job).rejects.toMatchObject({ code: 'download_failed', cause: { message: /bytes/ } })
      },
    )
  })
})
