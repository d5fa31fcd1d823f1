import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../say/problem.mjs'
import { root } from '../setup/root.mjs'
import { becomeAdministrator } from '../start/administrator.mjs'
import { Api } from '../start/api.mjs'
import { agentVersion } from './agent-version.mjs'
import { addToIndex } from './index-file.mjs'
import { makeBundle } from './make-bundle.mjs'
import { platformNamed } from './platforms.mjs'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

/** @type {string} */
let folder
/** @type {import('node:child_process').ChildProcess} */
let server
/** @type {import('../start/api.mjs').Api} */
let api
/** @type {string} */
let url
/** @type {string} */
let script

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-install-'))
  const bundles = join(folder, 'bundles')
  const version = await agentVersion(root)
  // Without a runtime it is small; install.sh falls back to it, as the machine has a Node.
  const made = await makeBundle({
    platform: platformNamed('any'),
    version,
    runtime: undefined,
    root,
    out: bundles,
    level: 1,
  })
  addToIndex(bundles, [made], version)
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const data = join(folder, 'data')
  mkdirSync(data)
  const env = {
    ...process.env,
    ...{
      NODE_ENV: 'production',
      GOHERD_PORT: String(port),
      GOHERD_DATA: data,
      GOHERD_AGENT_BUNDLES: bundles,
    },
    ...{ GOHERD_GO_SOURCE: folder, GOHERD_DASHBOARD_DIR: folder, GOHERD_LOG_LEVEL: 'silent' },
  }
  server = spawn(process.execPath, [join(root, 'apps/server/dist/main.js')], { env, stdio: 'ignore' })
  await vi.waitFor(async () => expect((await new Api({ url }).fetch('GET', '/readyz')).ok).toBe(true), {
    timeout: 60_000,
    interval: 200,
  })
  api = await becomeAdministrator({ url, data, note: () => {} })
  await api.post('/api/groups', { name: 'build' })
  script = await (await fetch(`${url}/install.sh`)).text()
  execFileSync('chmod', ['755', folder])
})
afterAll(async () => {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
})

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' ? Number(address?.port) : 0
}

const newToken = async () =>
  (await api.post('/api/enrollment/tokens', { group: 'build', ttlSeconds: 600 })).token

/** Runs a text as a shell script to its end. */
async function run(
  /** @type {string} */ text,
  /** @type {Person} */ who,
  /** @type {string[]} */ args,
  env = {},
) {
  const child = spawn('sh', ['-s', '--', ...args], {
    cwd: who.home,
    env: { PATH: process.env.PATH, HOME: who.home, ...env },
    ...(who.uid === undefined ? {} : { uid: who.uid, gid: who.uid }),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => (said += part))
  child.stdin.end(text)
  const [status] = await once(child, 'close')
  return { status, said }
}

/** Everything below a folder: kind, mode, size, path, target. @param {string} below */
const treeOf = (below) =>
  execFileSync('find', [below, '-printf', '%y %m %U %s %P %l\n'], { encoding: 'utf8' })
    .split('\n')
    // The size of a folder is the file system's own affair.
    .map((line) => line.replace(/^(d \d+ \d+) \d+/, '$1'))
    .sort()

/** @typedef {{ name: string, home: string, uid: number | undefined, flags: string[] }} Person */

/** @param {string} name @returns {Person} */
function person(name) {
  const home = join(folder, `home-${name}`)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home)
  if (name !== 'root') {
    if (isRoot) chownSync(home, NOBODY, NOBODY)
    return { name, home, uid: isRoot ? NOBODY : undefined, flags: [] }
  }
  const flags = [
    '--prefix',
    join(home, 'opt/agent'),
    '--bin',
    join(home, 'bin'),
    '--root',
    join(home, 'var/go herd'),
  ]
  return { name, home, uid: undefined, flags }
}

describe.each(isRoot ? ['root', 'nobody'] : ['nobody'])('install.sh as %s', (name) => {
  /** @type {Person} */
  let who
  /** @type {string[]} */
  let before
  beforeEach(() => {
    who = person(name)
    before = treeOf(who.home)
  })
  const isAsBefore = () => expect(treeOf(who.home)).toEqual(before)
  const install = (/** @type {string[]} */ args, env = {}) => run(script, who, [...who.flags, ...args], env)

  it('says what it would do and changes nothing', async () => {
    const { status, said } = await install(['--dry-run', '--token', 'some-token', '--name', 'a'])
    expect(said).toMatch(
      /This will\n {2}download .*\n {2}unpack .*\n {2}link .*\n {2}enroll this machine with .* as a/,
    )
    expect(status).toBe(0)
    isAsBefore()
  })

  it('installs, enrolls, connects, does it again, and leaves no trace', async () => {
    const token = await newToken()
    const host = `host-${name}`
    const flags = ['--name', host, '--label', 'env=test', '--label', 'note=two words', '--no-service']
    const first = await install(flags, { GOHERD_TOKEN: token })
    expect(first, first.said).toMatchObject({ status: 0 })
    const again = await install(flags, { GOHERD_TOKEN: token })
    expect(again.said).toMatch(/keep .*which is there[\s\S]*keep the enrollment/)
    const at = (/** @type {string} */ flag, /** @type {string} */ otherwise) =>
      who.flags[who.flags.indexOf(flag) + 1] ?? join(who.home, otherwise)
    const home = who.flags.length > 0 ? at('--prefix', '') : join(who.home, '.local/lib/goherd-agent')
    const agentRoot = who.flags.length > 0 ? at('--root', '') : join(who.home, '.local/share/goherd')
    const agent = spawn(join(home, 'bin/goherd-agent-service'), ['run', '--root', agentRoot], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: who.home },
      ...(who.uid === undefined ? {} : { uid: who.uid, gid: who.uid }),
    })
    await vi.waitFor(
      async () =>
        expect(await api.get(`/api/hosts/${host}`)).toMatchObject({
          online: true,
          labels: { env: 'test', note: 'two words' },
        }),
      { timeout: 30_000, interval: 200 },
    )
    const ended = once(agent, 'exit')
    const gone = await install(['--uninstall'])
    expect(gone, gone.said).toMatchObject({ status: 0 })
    expect(await ended).toEqual([0, null])
    isAsBefore()
  })

  it('without a token it serves this machine alone, and says how to go on', async () => {
    const { status, said } = await install([])
    expect(said).toContain('start nothing')
    expect(status).toBe(0)
    expect((await install(['--uninstall'])).status).toBe(0)
    isAsBefore()
  })

  it.each([
    [
      'a token that is none',
      'enroll_failed',
      ['--token', 'not-a-token'],
      (/** @type {string} */ text) => text,
    ],
    [
      'other bytes',
      'wrong_digest',
      [],
      (/** @type {string} */ text) => text.replace(/digest_of\(\) \{/, 'digest_of() { echo 0; return;'),
    ],
    [
      'a server that went away',
      'download_failed',
      ['--server', 'http://127.0.0.1:9'],
      (/** @type {string} */ text) => text,
    ],
    [
      'a bundle that does not run',
      'cannot_run',
      [],
      (/** @type {string} */ text) => text.replace(/^version='.*'$/m, "version='9.9.9'"),
    ],
    [
      'no platform',
      'no_bundle',
      [],
      (/** @type {string} */ text) => text.replace(/^bundles='any /m, "bundles='plan9 "),
    ],
    [
      'a disk that is full',
      'disk_full',
      [],
      (/** @type {string} */ text) => text.replace(/size \/ 1024 \* 5/, '99999999999999'),
    ],
  ])('%s is told as %s, and nothing is left behind', async (_, code, args, change) => {
    const changed = change(script)
    const { status, said } = await run(changed, who, [...who.flags, '--no-service', ...args])
    expect(said).toMatch(new RegExp(`^error ${code}: .*\n {2}what to do: .`, 'm'))
    expect(status).toBe(1)
    isAsBefore()
  })

  it('broken off in the middle of a download it leaves nothing', async () => {
    const slow = script.replace(/^fetch\(\) \{$/m, 'fetch() { sleep 2;')
    expect(slow).not.toBe(script)
    const file = join(folder, `slow-${name}.sh`)
    writeFileSync(file, slow, { mode: 0o755 })
    const child = spawn('sh', [file, ...who.flags], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: who.home },
      ...(who.uid === undefined ? {} : { uid: who.uid, gid: who.uid }),
    })
    await vi.waitFor(() => expect(treeOf(who.home).join('\n')).toContain('.install-'), { timeout: 10_000 })
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([143, null])
    isAsBefore()
  })

  it('cut short on its way it does nothing', async () => {
    const { status } = await run(script.slice(0, -20), who, who.flags)
    expect(status).not.toBeNull()
    isAsBefore()
  })
})

it('a problem is not taken for a script', async () => {
  await expect(api.get('/agent/dl/x/y')).rejects.toBeInstanceOf(Problem)
})
