import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodRelease } from '../disk/sandbox.js'
import { platformOf } from '../facts.js'
import { agent } from './agent-process.js'

const [OLD, NEW, NEXT] = ['go1.21.13', 'go1.22.12', 'go1.23.5'] as const

/** The verbs as people type them, on a machine without a server, with small releases in a folder. */
describe('the verbs of a machine without a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goherd-verbs-'))
  const root = join(folder, 'root')
  let user: ChildProcess | undefined

  const call = (...args: string[]) => agent(...args, '--root', root)
  const json = async (...args: string[]) => {
    const { status, stdout, stderr } = await call(...args, '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return JSON.parse(stdout)
  }
  const refusal = async (...args: string[]) => {
    const { status, stderr } = await call(...args, '--json')
    return { status, ...JSON.parse(stderr).error }
  }
  const install = (release: string) => call('install', release, '--source', folder, '--no-path', '--json')

  beforeAll(async () => {
    const [os, arch] = platformOf().split('/')
    const index = [OLD, NEW, NEXT].map((version) => {
      const { archive, bytes } = goodRelease(version)
      writeFileSync(join(folder, archive.filename), bytes)
      return { version, stable: true, files: [{ ...archive, os, arch, version, kind: 'archive' }] }
    })
    writeFileSync(join(folder, 'dl.json'), JSON.stringify(index))
    for (const release of [OLD, NEW, NEXT]) expect((await install(release)).status).toBe(0)
  }, 400_000)
  afterAll(() => {
    user?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('show what is here and what is active', async () => {
    expect(await json('current')).toMatchObject({
      release: OLD,
      path: join(root, 'releases', OLD),
      settings: {},
    })
    const rows: { release: string }[] = await json('ls')
    expect(rows.map((r) => r.release)).toEqual([NEXT, NEW, OLD])
    expect(rows[2]).toEqual({
      release: OLD,
      current: true,
      pinned: false,
      inUse: false,
      size: expect.any(Number),
    })
  })

  it('use takes a line, and says which release that is', async () => {
    const { stdout } = await call('use', '1.22')
    expect(stdout).toBe(`${NEW} (the newest 1.22 on this host) is active\n`)
    expect(await json('use', NEW)).toMatchObject({ release: NEW, changed: false })
  })

  it('env changes settings, tells where they come from, and hides credentials', async () => {
    const proxy = 'https://ann:secret@proxy.example'
    expect(await json('env', 'set', `GOPROXY=${proxy}`, 'GOFLAGS=-v')).toMatchObject({ changed: true })
    const masked = { name: 'GOPROXY', value: 'https://•••@proxy.example', from: `go.env of ${NEW}` }
    expect(await json('env')).toContainEqual(masked)
    expect(await json('env', '--show-secrets')).toContainEqual({ ...masked, value: proxy })
    expect(await json('env', 'unset', 'GOFLAGS')).toMatchObject({ changed: true })
    expect((await json('current')).settings).toEqual({ GOPROXY: 'https://•••@proxy.example' })
    expect(await refusal('env', 'set', 'GOROOT=/x')).toMatchObject({ status: 1, code: 'setting_refused' })
    const { stdout } = await call('snapshots')
    expect(stdout).not.toContain('secret')
    await json('env', 'unset', 'GOPROXY')
  })

  it('snapshots show the chain; diff and rollback go by it', async () => {
    const { id } = await json('snapshot', '--reason', 'before lunch')
    const [newest, before] = await json('snapshots')
    expect(newest).toEqual({
      id,
      parent: before.id,
      release: NEW,
      settings: {},
      reason: 'before lunch',
      takenAt: expect.stringMatching(/Z$/),
    })
    expect((await call('diff', id)).status).toBe(0)
    await json('use', NEXT)
    const differs = await call('diff', id, '--json')
    expect(differs.status).toBe(3)
    expect(JSON.parse(differs.stdout).differences).toContainEqual({ what: 'release', a: NEW, b: NEXT })
    expect(await json('rollback', id)).toMatchObject({ release: NEW, changed: true, snapshot: id })
  })

  it('pin keeps a release from uninstall and prune', async () => {
    expect(await json('pin', OLD)).toEqual({ release: OLD, pinned: true, changed: true })
    expect(await refusal('uninstall', OLD)).toMatchObject({ code: 'release_pinned' })
    const planned = await json('prune', '--dry-run', '--keep', '2')
    expect(planned.kept).toContainEqual(expect.objectContaining({ release: OLD, why: 'pinned' }))
    expect(planned.removed).toEqual([])
    expect(await json('unpin', OLD)).toMatchObject({ pinned: false, changed: true })
  })

  it('uninstall and prune spare what a process uses, and name it', async () => {
    user = spawn('sleep', ['60'], { cwd: join(root, 'releases', OLD), stdio: 'ignore' })
    await once(user, 'spawn')
    expect(await refusal('uninstall', OLD)).toMatchObject({
      code: 'release_in_use',
      message: expect.stringContaining(`process ${user.pid} uses it: sleep 60`),
    })
    expect((await json('prune', '--keep', '2')).removed).toEqual([])
    user.kill('SIGKILL')
    await once(user, 'exit')
    const { removed, freed } = await json('prune', '--keep', '2')
    expect(removed).toEqual([{ release: OLD, freed }])
    expect(await refusal('uninstall', OLD)).toMatchObject({ code: 'release_not_here' })
    expect(await refusal('uninstall', NEW)).toMatchObject({ code: 'release_current' })
  })

  it('rollback offers the download of a tree that is gone, and fetches it when it may', async () => {
    const snapshots: { id: string; release: string }[] = await json('snapshots')
    const id = snapshots.find((s) => s.release === OLD)?.id ?? ''
    expect(await refusal('rollback', id)).toMatchObject({
      code: 'tree_gone',
      message: expect.stringMatching(new RegExp(`^${OLD} \\(tree [0-9a-f]{64}\\)`)),
    })
    expect((await call('rollback', id, '--yes', '--source', folder, '--json')).status).toBe(0)
    expect(await json('current')).toMatchObject({ release: OLD })
  })

  it('lock holds without a daemon, shows in status, and unlock ends it', async () => {
    expect(await refusal('lock', '--reason', 'x', '--for', '8d')).toMatchObject({ code: 'bad_duration' })
    const hold = await json('lock', '--reason', 'a load test', '--for', '90m')
    expect(Date.parse(hold.until) - Date.parse(hold.since)).toBe(5_400_000)
    expect((await json('status')).maintenance).toEqual(hold)
    expect(await json('use', NEW)).toMatchObject({ changed: true })
    expect(await json('unlock')).toEqual({ released: true })
    expect((await json('status')).maintenance).toBeNull()
  })

  it('say how they are used, with exit code 2', async () => {
    expect((await call('lock')).status).toBe(2)
    expect((await call('env', 'set')).status).toBe(2)
    expect((await call('use')).status).toBe(2)
  })
})
