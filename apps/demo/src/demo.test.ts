import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fleetStatus, groupList, hostList } from '@goherd/protocol'
import { afterAll, describe, expect, it } from 'vitest'
import { Api } from './api.js'
import { inClone } from './clone.js'

const goFolder = process.env.GOHERD_TEST_GO ?? ''
const HOSTS = 60
const SLOW = { timeout: 240_000, interval: 200 }
const work = mkdtempSync(join(tmpdir(), 'goherd-demo-test-'))
// PostgreSQL runs as another user when we are root, and has to pass through.
chmodSync(work, 0o711)
const running: ChildProcess[] = []

/** The built demo, as a person starts it. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [inClone('apps/demo/dist/main.js'), ...args], {
    env: { PATH: process.env.PATH, TMPDIR: work, GOHERD_GO_SOURCE: goFolder, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.push(child)
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  return { child, said: () => said, ended }
}

function apiOf(data: string): Api {
  const { server, token } = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8'))
  return new Api(server, token, AbortSignal.timeout(60_000))
}

function temporaryFolders(): string[] {
  return readdirSync(work).filter((name) => name.startsWith('goherd-demo-'))
}

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
})

describe.skipIf(goFolder === '')('the demo (without GOHERD_TEST_GO: not tried)', () => {
  it('brings up a fleet with drift and failures, lives, ends with Ctrl-C, and comes back from its folder', async () => {
    const data = join(work, 'kept')
    const demo = start(['--hosts', String(HOSTS), '--data', data, '--load', '20'])
    await expect.poll(demo.said, SLOW).toMatch(/changes\/s/)
    expect(demo.said()).toMatch(/60 hosts stand after .*\nLook: {2}http:\/\/127\.0\.0\.1:\d+\/.*token=/)
    expect(demo.said()).toContain(`GOHERD_DATA=${data} npx goherd status --watch`)
    const api = apiOf(data)
    const { hosts } = await api.get('/api/status', fleetStatus)
    expect(hosts.total).toBe(HOSTS)
    expect(hosts.inSync).toBeGreaterThan(HOSTS / 2)
    const listed = async () => (await api.get('/api/hosts?limit=100', hostList)).hosts
    const kinds = async () => (await listed()).flatMap(({ drift }) => drift.map(({ kind }) => kind))
    await expect.poll(kinds, SLOW).toEqual(expect.arrayContaining(['link', 'settings', 'bytes']))
    const codes = async () => (await listed()).flatMap(({ error }) => error?.code ?? [])
    await expect.poll(codes, SLOW).toEqual(expect.arrayContaining(['disk_full']))
    const wanted = (await api.get('/api/groups', groupList)).groups.flatMap(
      (group) => group.desired?.release ?? [],
    )
    expect(new Set(wanted).size).toBeGreaterThan(1)

    const began = Date.now()
    demo.child.kill('SIGINT')
    expect(await demo.ended).toBe(130)
    expect(Date.now() - began).toBeLessThan(30_000)
    await expect(api.get('/api/status', fleetStatus)).rejects.toMatchObject({ code: 'server_unreachable' })

    const again = start(['--hosts', String(HOSTS), '--data', data])
    await expect.poll(again.said, SLOW).toMatch(/60 hosts stand/)
    expect((await apiOf(data).get('/api/status', fleetStatus)).hosts.total).toBe(HOSTS)
    again.child.kill('SIGINT')
    await again.ended
  })

  it('removes its temporary folder, also when it is ended while it starts', async () => {
    const demo = start(['--hosts', '5'])
    await expect.poll(demo.said, SLOW).toMatch(/✓ starting PostgreSQL/)
    expect(temporaryFolders()).toHaveLength(1)
    demo.child.kill('SIGTERM')
    expect(await demo.ended).toBe(130)
    expect(temporaryFolders()).toEqual([])
  })
})

it('says what cannot be asked for, and ends as a usage error', async () => {
  const demo = start(['--hosts', 'none'])
  expect(await demo.ended).toBe(2)
  expect(demo.said()).toBe(
    'usage: --hosts is not possible: a whole number\n  what to do: See goherd demo --help.\n',
  )
})

it('says that a server to load does not answer', async () => {
  const demo = start(['--server', 'http://127.0.0.1:9', '--token', 'x'])
  expect(await demo.ended).toBe(1)
  expect(demo.said()).toContain('server_unreachable: http://127.0.0.1:9 does not answer')
})
