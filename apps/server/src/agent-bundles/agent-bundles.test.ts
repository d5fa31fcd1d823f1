import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, startTestServer, type TestServer } from '../testing/index.js'
import { AgentBundles } from './index.js'

const BYTES = Buffer.from('as good as a bundle '.repeat(1000))
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const FILENAME = 'goherd-agent-0.2.0-linux-x64.tar.gz'
const index = (bundles: object[]) => JSON.stringify({ format: 1, version: '0.2.0', bundles })
const one = {
  version: '0.2.0',
  platform: 'linux-x64',
  filename: FILENAME,
  sha256: SHA256,
  size: BYTES.length,
  node: '22.23.3',
}

let folder: string
let server: TestServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-bundles-'))
  server = await startTestServer({
    GOHERD_AGENT_BUNDLES: folder,
    GOHERD_PUBLIC_URL: "https://go.example.com/it's",
  })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { headers })
const address = `/agent/dl/${SHA256}/${FILENAME}`

describe('without bundles', () => {
  it('the script says so and does nothing', async () => {
    const { status, text } = await get('/install.sh')
    expect(status).toBe(200)
    const ran = spawnSync('sh', ['-s', '--', '--token', 'x'], { input: text, encoding: 'utf8' })
    expect(ran).toMatchObject({ status: 1, stdout: '' })
    expect(ran.stderr).toMatch(/^error bundles_missing: .*\n {2}what to do: .*npm run bundles/)
    expect((await get('/install.ps1')).text).toContain('bundles_missing')
  })

  it('there is nothing to download, and no version to ask for', async () => {
    expect(await get('/agent/bundles.json')).toMatchObject({ status: 404, code: 'bundles_missing' })
    expect(await get(address)).toMatchObject({ status: 404, code: 'bundles_missing' })
    expect(await server.app.get(AgentBundles).refs('0.2.0')).toEqual({})
    await expect(server.app.get(AgentBundles).mustHave('0.2.0')).rejects.toMatchObject({
      code: 'agent_version_unknown',
    })
  })
})

describe('with bundles, which came after the start', () => {
  beforeAll(() => {
    writeFileSync(join(folder, FILENAME), BYTES)
    writeFileSync(join(folder, 'bundles.json'), index([one]))
  })

  it('the scripts name address, version, digest and size, quoted', async () => {
    const { text, headers } = await get('/install.sh')
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(text).toContain(`server='https://go.example.com/it'\\''s'\nversion='0.2.0'\n`)
    expect(text).toContain(`bundles='linux-x64 ${FILENAME} ${SHA256} ${BYTES.length}'\n`)
    expect(text).not.toMatch(/@[A-Z]+@/)
    for (const shell of ['sh', 'bash']) execFileSync(shell, ['-n'], { input: text })
    const { text: ps1 } = await get('/install.ps1')
    expect(ps1).toContain(`{ $Server = 'https://go.example.com/it''s' }`)
  })

  it('help and wrong options change nothing', async () => {
    const { text } = await get('/install.sh')
    const run = (...args: string[]) =>
      spawnSync('sh', ['-s', '--', ...args], { input: text, encoding: 'utf8' })
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--dry-run') })
    expect(run('--frobnicate')).toMatchObject({ status: 1, stderr: expect.stringContaining('bad_option') })
    expect(run('--root')).toMatchObject({ status: 1, stderr: expect.stringContaining('needs a value') })
    expect(run('--root', 'here')).toMatchObject({ status: 1, stderr: expect.stringContaining('bad_folder') })
    expect(run('--label', 'x')).toMatchObject({ status: 1, stderr: expect.stringContaining('bad_label') })
  })

  it('serves the bytes, for ever cacheable, also in part', async () => {
    const whole = await get(address)
    expect(createHash('sha256').update(whole.text).digest('hex')).toBe(SHA256)
    expect(whole.headers.get('etag')).toBe(`"${SHA256}"`)
    expect(whole.headers.get('cache-control')).toMatch(/immutable/)
    const rest = await get(address, { range: `bytes=${BYTES.length - 8}-`, 'if-range': `"${SHA256}"` })
    expect(rest).toMatchObject({ status: 206, text: ' bundle ' })
    expect(await get(address, { range: 'bytes=999999-' })).toMatchObject({ status: 416 })
    expect(await get('/agent/bundles.json')).toMatchObject({
      status: 200,
      json: { format: 1, version: '0.2.0', bundles: [one] },
    })
  })

  it('serves nothing else', async () => {
    for (const path of [
      `/agent/dl/${'b'.repeat(64)}/${FILENAME}`,
      `/agent/dl/${SHA256}/goherd-agent-0.1.0-linux-x64.tar.gz`,
    ])
      expect(await get(path), path).toMatchObject({ status: 404, code: 'bundle_unknown' })
    for (const path of [
      `/agent/dl/${SHA256}/bundles.json`,
      `/agent/dl/${SHA256}/..%2Fbundles.json`,
      `/agent/dl/x/${FILENAME}`,
    ])
      expect((await get(path)).status, path).toBe(400)
    writeFileSync(join(folder, FILENAME), 'another size')
    expect(await get(address)).toMatchObject({ status: 404, code: 'bundle_unknown' })
    writeFileSync(join(folder, FILENAME), BYTES)
  })

  it('an index that cannot be read is told, and stands in nobody’s way', async () => {
    writeFileSync(join(folder, 'bundles.json'), '{ "format": 2 }')
    expect(await get('/install.sh')).toMatchObject({ status: 503, code: 'bundles_unreadable' })
    expect(await server.app.get(AgentBundles).refs('0.2.0')).toEqual({})
    writeFileSync(join(folder, 'bundles.json'), index([one]))
    expect(Object.keys(await server.app.get(AgentBundles).refs('0.2.0'))).toEqual(['linux/amd64'])
    await expect(server.app.get(AgentBundles).mustHave('0.3.0')).rejects.toMatchObject({
      code: 'agent_version_unknown',
      hint: expect.stringContaining('Take 0.2.0'),
    })
  })
})
