import { chownSync, copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { judgeEffective } from '@goherd/model'
import { afterEach, describe, expect, it } from 'vitest'
import { testGo } from '../test/test-go.js'
import { unpackGo } from '../test/unpack-go.js'
import { survey } from './survey.js'
import { TestHost } from './test-host.js'
import { addWatched } from './watch-list.js'

const WANTED = { release: 'go1.22.12', settings: { GOPROXY: 'https://proxy.example' } }
const hosts: TestHost[] = []
function host(shell?: string): TestHost {
  const made = new TestHost(shell)
  hosts.push(made)
  return made
}
afterEach(() => {
  for (const made of hosts.splice(0)) made.remove()
})
const inContexts = async (made: TestHost) =>
  Object.fromEntries((await made.survey()).effective.contexts.map(({ context, go }) => [context, go]))

describe('a survey, with real shells', () => {
  it('finds the managed go where both kinds of shell have it first', async () => {
    const made = host()
    made.write('.profile', made.path)
    made.write('.bashrc', made.path)
    const { effective } = await made.survey()
    const go = { path: join(made.layout.current, 'bin', 'go'), origin: 'managed', release: 'go1.22.12' }
    expect(effective.contexts.slice(0, 2)).toMatchObject([
      { context: 'login-shell', user: made.user, go },
      { context: 'shell', user: made.user, go },
    ])
    expect(effective.onPath).toBe(true)
    const shells = { ...effective, contexts: effective.contexts.slice(0, 2), overrides: [] }
    expect(judgeEffective(WANTED, shells)).toEqual([])
  })

  it('tells which kind of shell has another Go first, and that the others have not', async () => {
    const made = host()
    const other = made.fakeGo(join(made.folder, 'mine'), 'go1.21.13')
    made.write('.profile', made.path)
    made.write('.bashrc', `${made.path}export PATH="${other}:$PATH"\n`)
    const { effective } = await made.survey()
    const shadow = { path: join(other, 'go'), origin: 'unknown', release: 'go1.21.13' }
    expect(effective.contexts.map(({ go }) => go?.path).slice(0, 2)).toEqual([
      join(made.layout.current, 'bin', 'go'),
      shadow.path,
    ])
    expect(effective.others).toContainEqual(shadow)
    const managed = join(made.layout.current, 'bin')
    const order = effective.contexts.map(({ path }) =>
      path?.filter((folder) => [other, managed].includes(folder)),
    )
    expect(order.slice(0, 2)).toEqual([[managed], [other, managed]])
    expect(judgeEffective(WANTED, effective)).toContainEqual({
      kind: 'shadowed',
      context: 'shell',
      user: made.user,
      go: shadow,
    })
  })

  it('sees an alias and a broken program as people do: nothing on PATH, nothing found', async () => {
    const made = host()
    made.write('.profile', 'export PATH=/nowhere::/void\nalias go="echo no"\n')
    made.write('.bashrc', 'export PATH=/nowhere\n')
    const { effective } = await made.survey()
    expect(effective.contexts.slice(0, 2)).toMatchObject([
      { go: null, path: ['/nowhere', '.', '/void'] },
      { go: null, path: ['/nowhere'] },
    ])
  })

  it('asks a program that has no tree around it for its release, without a toolchain of its own', async () => {
    const made = host()
    const bin = made.fakeGo(join(made.folder, 'wrapped'), 'go1.20.14')
    const alone = join(made.folder, 'alone', 'bin')
    mkdirSync(alone, { recursive: true })
    copyFileSync(join(bin, 'go'), join(alone, 'go'))
    made.write('.profile', `export PATH=${alone}:/usr/bin:/bin\n`)
    expect((await inContexts(made))['login-shell']).toMatchObject({ release: 'go1.20.14' })
  })

  it('names the file that exports GOROOT or a managed setting, and nothing else of the environment', async () => {
    const made = host()
    made.write('.profile', `${made.path}export GOROOT=/opt/go\nexport AWS_SECRET=hunter2\n`)
    made.write('.bashrc', 'export GOPROXY=https://ci:hunter2@proxy.example\n. ~/.more\n')
    made.write('.more', 'export GOFLAGS=-mod=mod\n')
    made.write('.config/go/env', 'GOSUMDB=off\nGOBIN=/x\n')
    const { effective } = await made.survey()
    const own = effective.overrides.filter(({ where }) => !where.startsWith('/etc'))
    expect(own).toEqual([
      { name: 'GOROOT', value: '/opt/go', where: join(made.home, '.profile') },
      { name: 'GOPROXY', value: 'https://•••@proxy.example', where: join(made.home, '.bashrc') },
      { name: 'GOFLAGS', value: '-mod=mod', where: `the environment of a shell of ${made.user}` },
      { name: 'GOSUMDB', value: 'off', where: join(made.home, '.config', 'go', 'env') },
    ])
    expect(JSON.stringify(effective)).not.toContain('hunter2')
    expect(judgeEffective(WANTED, effective).map(({ kind }) => kind)).toContain('goroot')
  })

  it('finds a workspace that asks for a newer Go, and downloaded toolchains', async () => {
    const made = host()
    made.write('src/app/go.mod', 'module app\n\ngo 1.22\n\ntoolchain go1.24.0\n')
    made.write('go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/bin/go', '')
    made.write('go/pkg/mod/golang.org/x/other', '')
    await addWatched(made.layout, { kind: 'workspace', name: join(made.home, 'src', 'app') })
    const { effective } = await made.survey()
    const path = join(made.home, 'src', 'app')
    expect(effective.workspaces).toEqual([{ path, wants: 'go1.24.0', file: 'go.mod' }])
    expect(effective.toolchains.map(({ release }) => release)).toEqual(['go1.24.0'])
    expect(judgeEffective(WANTED, effective)).toContainEqual(
      expect.objectContaining({ kind: 'workspace', wants: 'go1.24.0', toolchain: 'auto' }),
    )
  })

  it('finds the Gos that lie where people put them, and the one of another root', async () => {
    const made = host()
    made.fakeGo(join(made.home, 'sdk', 'go1.21.13'), 'go1.21.13')
    const elsewhere = join(made.home, '.local', 'share', 'goherd')
    made.fakeGo(join(elsewhere, 'releases', 'go1.23.5'), 'go1.23.5')
    symlinkSync('releases/go1.23.5', join(elsewhere, 'current'))
    const { others } = (await made.survey()).effective
    expect(others.map(({ origin, release }) => `${origin} ${release}`)).toEqual(
      expect.arrayContaining(['sdk go1.21.13', 'other-root go1.23.5']),
    )
    expect(others.some(({ path }) => path.startsWith(made.layout.root))).toBe(false)
  })

  it('gives up on start-up files that hang, and tells the rest', { timeout: 120_000 }, async () => {
    const made = host()
    made.write('.profile', 'sleep 60\n')
    made.write('.bashrc', made.path)
    const startedAt = Date.now()
    const found = await inContexts(made)
    expect(Object.keys(found)).toEqual(['shell', 'service'])
    expect(Date.now() - startedAt).toBeLessThan(20_000)
  })

  it('knows nothing of a user without a shell, but what services have', async () => {
    const made = host('/usr/sbin/nologin')
    expect(Object.keys(await inContexts(made))).toEqual(['service'])
  })

  it.skipIf(process.getuid?.() !== 0)('asks another user as that user (root only)', async () => {
    const made = host()
    const home = join(made.folder, 'other')
    mkdirSync(home)
    chownSync(home, 65534, 65534)
    made.write('../other/.profile', 'export PATH="/usr/bin:/bin"\nexport GOFLAGS="-tags=$(id -u)"\n')
    const passwd = `${made.port.read('/etc/passwd')}ci:x:65534:65534::${home}:/bin/bash\n`
    const port = {
      ...made.port,
      read: (path: string) => (path === '/etc/passwd' ? passwd : made.port.read(path)),
    }
    await addWatched(made.layout, { kind: 'user', name: 'ci' })
    const { effective } = await survey({ layout: made.layout, port, signal: new AbortController().signal })
    expect(effective.contexts.map(({ user }) => user)).toContain('ci')
    expect(effective.overrides).toContainEqual({
      name: 'GOFLAGS',
      value: '-tags=65534',
      where: join(home, '.profile'),
    })
  })

  it('ends its shells when it is told to stop', async () => {
    const made = host()
    made.write('.profile', 'sleep 60\n')
    const abort = new AbortController()
    const asked = survey({ layout: made.layout, port: made.port, signal: abort.signal })
    setImmediate(() => abort.abort())
    await expect(asked).rejects.toThrow()
  })
})

it.each(['/bin/zsh', '/usr/bin/fish', '/bin/sh'])('a survey of a user of %s, where it is', async (shell) => {
  if (!existsSync(shell)) {
    console.info(`${shell} is not on this machine: not asked`)
    return
  }
  const made = host(shell)
  made.write('.profile', made.path)
  made.write('.zshenv', made.path)
  made.write('.config/fish/config.fish', `set -gx PATH ${made.layout.current}/bin /usr/bin /bin\n`)
  expect((await inContexts(made))['login-shell']).toMatchObject({ origin: 'managed' })
})

const go = testGo()
describe.skipIf(go === undefined)('tools (needs GOHERD_TEST_GO)', () => {
  it('tells those that another Go built, by the managed one, in one call', async () => {
    if (go === undefined) return
    const made = host()
    unpackGo(go, 'go1.22.12', made.layout.releases)
    unpackGo(go, 'go1.21.13', join(made.folder, 'other'), ['go/bin/gofmt', 'go/VERSION'])
    const bin = join(made.home, 'go', 'bin')
    mkdirSync(bin, { recursive: true })
    copyFileSync(join(made.folder, 'other', 'go1.21.13', 'bin', 'gofmt'), join(bin, 'stringer'))
    copyFileSync(join(made.layout.releases, 'go1.22.12', 'bin', 'gofmt'), join(bin, 'fresh'))
    made.write('go/bin/script', '#!/bin/sh\n')
    made.write('.profile', made.path)
    const { effective } = await made.survey()
    expect(effective.tools).toEqual([{ path: join(bin, 'stringer'), release: 'go1.21.13' }])
  })
})
