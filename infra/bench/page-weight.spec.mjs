import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, run } from './page-weight.mjs'

const root = mkdtempSync(join(tmpdir(), 'goherd-weight-'))
/** @type {Record<string, string>} */
const scripts = {
  main: 'main;'.repeat(900),
  frame: 'frame();'.repeat(700),
  hosts: 'hosts(1);'.repeat(800),
  sorry: 'x'.repeat(9_000),
}

/** @param {string} path @param {string} text */
function put(path, text) {
  const file = join(root, 'apps/dashboard/.next', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

beforeAll(() => {
  for (const [name, text] of Object.entries(scripts)) put(`static/${name}.js`, text)
  put('build-manifest.json', JSON.stringify({ rootMainFiles: ['static/main.js'] }))
  const entryJSFiles = {
    'app/(console)/layout': ['static/frame.js'],
    'app/(console)/hosts/page': ['static/frame.js', 'static/hosts.js'],
    'app/(console)/error': ['static/sorry.js'],
  }
  const said = `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};
globalThis.__RSC_MANIFEST["/(console)/hosts/page"] = ${JSON.stringify({ entryJSFiles })};`
  put('server/app/(console)/hosts/page_client-reference-manifest.js', said)
  put('server/app/_not-found/page_client-reference-manifest.js', said)
})
afterAll(() => rmSync(root, { recursive: true }))

describe('page weight', () => {
  it('counts each script of a page once, compressed, and none that a page loads only when it fails', async () => {
    const sizeOf = (/** @type {string[]} */ ...names) =>
      names.reduce((sum, name) => sum + gzipSync(scripts[name] ?? '').length, 0)
    const kB = (/** @type {number} */ bytes) => Math.round(bytes / 100) / 10
    expect(await run({ root })).toEqual([
      {
        what: 'JavaScript of /hosts',
        value: kB(sizeOf('main', 'frame', 'hosts')),
        unit: 'kB gzip',
        floor: kB(sizeOf('main')),
        floorIs: 'React and Next alone',
        ratio: expect.any(Number),
      },
    ])
  })

  it('says how to build when nothing is built', async () => {
    await expect(run({ root: join(root, 'nowhere') })).rejects.toMatchObject({ code: 'not_built' })
  })

  it.each([
    ['/(console)', '/'],
    ['/(console)/hosts/[name]', '/hosts/[name]'],
    ['(entry)/sign-in', '/sign-in'],
  ])('%s is %s in the browser', (folder, address) => {
    expect(addressOf(folder)).toBe(address)
  })
})
