import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareReleaseNames } from '@goherd/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agent, goVersionOf } from './agent-process.js'
import { type LocalServer, localServer } from './local-server.js'
import { testGo } from './test-go.js'

const BUNDLE = fileURLToPath(new URL('../../dist/goherd-agent.mjs', import.meta.url))
const go = testGo()
if (go === undefined)
  console.warn('install-verb.test: skipped, GOHERD_TEST_GO names no folder with Go releases')
/** The newest patch of a line in the folder. */
const newest = (line: string) =>
  Object.keys(go?.archives ?? {})
    .filter((name) => name.startsWith(`go${line}.`))
    .sort(compareReleaseNames)[0] ?? ''
const RELEASE = newest('1.22')

describe.skipIf(go === undefined)('install on a machine without a server', () => {
  let folder: string
  let server: LocalServer
  /** Bytes a second; undefined as fast as it can. */
  let pace: number | undefined
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'goherd-install-'))
    server = await localServer()
    server.answer = (request, response) => {
      const name = (request.url ?? '').replace('/?mode=json&include=all', '/dl.json')
      const bytes = readFileSync(join(go?.folder ?? '', name))
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      response.writeHead(from > 0 ? 206 : 200, {
        'content-type': 'application/octet-stream',
        'content-length': bytes.length - from,
        ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      })
      if (pace === undefined || name.endsWith('.json')) {
        response.end(bytes.subarray(from))
        return
      }
      let at = from
      const step = setInterval(() => {
        response.write(bytes.subarray(at, at + (pace ?? 0) / 20))
        at += (pace ?? 0) / 20
        if (at >= bytes.length) response.end(() => clearInterval(step))
      }, 50)
      response.on('close', () => clearInterval(step))
    }
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Starts the verb and hears its events. */
  function started(root: string): {
    child: ChildProcess
    events: Record<string, unknown>[]
    ended: Promise<number | null>
  } {
    const args = ['install', '1.22', '--json', '--no-path', '--root', root, '--source', server.url]
    const child = spawn(process.execPath, [BUNDLE, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const events: Record<string, unknown>[] = []
    let rest = ''
    child.stdout?.on('data', (text: Buffer) => {
      const lines = (rest + text.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) events.push(JSON.parse(line))
    })
    return { child, events, ended: new Promise((resolve) => child.once('close', resolve)) }
  }
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it('is broken off by Ctrl-C without a trace but its part, and goes on at the next run', async () => {
    const root = join(folder, 'interrupted')
    pace = 8_000_000
    const first = started(root)
    const part = () => readdirSync(join(root, 'cache')).find((name) => name.endsWith('.part'))
    await until(() => first.events.some((e) => JSON.stringify(e).includes('"downloading"')))
    await until(() => part() !== undefined && statSync(join(root, 'cache', part() ?? '')).size > 4_000_000)
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(130)
    expect(readdirSync(join(root, 'releases'))).toEqual([])
    expect(readdirSync(join(root, 'staging'))).toEqual([])
    const kept = statSync(join(root, 'cache', part() ?? '')).size
    pace = undefined
    const second = started(root)
    expect(await second.ended).toBe(0)
    expect(second.events).toContainEqual(expect.objectContaining({ kind: 'resumed', from: kept }))
    expect(server.asked.map(({ range }) => range)).toContain(`bytes=${kept}-`)
    expect(second.events.at(-1)).toMatchObject({
      kind: 'installed',
      release: RELEASE,
      active: true,
      changed: true,
    })
    expect(await goVersionOf(root)).toBe(RELEASE)
    expect(part()).toBeUndefined()
  })

  it('that is here already is not asked for again, and a damaged one is mended', async () => {
    const root = join(folder, 'interrupted')
    const before = server.asked.length
    const again = await agent('install', RELEASE, '--root', root, '--source', server.url, '--no-path')
    expect(again).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('installed already, and intact'),
    })
    expect(server.asked).toHaveLength(before)
    const file = join(root, 'releases', RELEASE, 'src/fmt/print.go')
    const good = readFileSync(file)
    rmSync(file)
    const seen = await agent('verify', '--root', root, '--json')
    expect(seen.status).toBe(3)
    expect(JSON.parse(seen.stdout)).toMatchObject({ intact: false, changed: ['src/fmt/print.go'] })
    expect(
      (await agent('install', RELEASE, '--root', root, '--source', server.url, '--no-path')).status,
    ).toBe(0)
    expect(readFileSync(file).equals(good)).toBe(true)
    expect((await agent('verify', '--root', root)).status).toBe(0)
  })

  it('of a second one leaves the first active, and ls --remote knows both', async () => {
    const root = join(folder, 'interrupted')
    const second = await agent('install', '1.21', '--root', root, '--source', go?.folder ?? '', '--no-path')
    expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining('goherd-agent use') })
    expect(second.stderr).toContain('out of support')
    expect(await goVersionOf(root)).toBe(RELEASE)
    const listed = await agent('ls', '--remote', '--root', root, '--source', server.url, '--json')
    const rows: { release: string; installed: boolean; current: boolean }[] = JSON.parse(listed.stdout)
    expect(rows.map(({ release, installed, current }) => [release, installed, current])).toEqual([
      [newest('1.23'), false, false],
      [RELEASE, true, true],
      [newest('1.21'), true, false],
    ])
  })

  it.each([
    ['1.99', 'release_unknown'],
    ['newest', 'bad_version'],
  ])('of %s says what is wrong', async (asked, code) => {
    const said = await agent('install', asked, '--root', join(folder, 'no'), '--source', server.url, '--json')
    expect(said.status).toBe(1)
    expect(JSON.parse(said.stderr)).toMatchObject({ error: { code } })
  })
})
