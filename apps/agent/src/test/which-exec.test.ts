import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from '../disk/activate.js'
import { treeOf } from '../disk/layout.js'
import { goodRelease, install, type Sandbox, sandbox } from '../disk/sandbox.js'
import { agent } from './agent-process.js'
import { testGo } from './test-go.js'

const BUNDLE = fileURLToPath(new URL('../../dist/goherd-agent.mjs', import.meta.url))

const { HOME } = process.env
let box: Sandbox
let work: string
beforeEach(async () => {
  // Whatever this machine's user wrote with go env -w is no part of the test.
  process.env.GOENV = 'off'
  box = await sandbox()
  for (const release of ['go1.21.13', 'go1.22.3', 'go1.22.12'])
    await install(box.layout, goodRelease(release))
  await activate(box.layout, 'go1.21.13')
  work = join(box.folder, 'work')
  mkdirSync(work)
})
afterEach(() => {
  delete process.env.GOENV
  box.remove()
})

const ask = (verb: string, ...args: string[]) =>
  agent(verb, '--root', box.layout.root, '--dir', work, ...args)
const goOf = (release: string) => join(treeOf(box.layout, release), 'bin', 'go')

describe('which', () => {
  it('prints the path on stdout, and why on stderr', async () => {
    writeFileSync(join(work, 'go.mod'), 'module x\n\ngo 1.22.5\n')
    const { status, stdout, stderr } = await ask('which')
    expect([status, stdout]).toEqual([0, `${goOf('go1.22.12')}\n`])
    expect(stderr).toBe(`go1.22.12: ${work}/go.mod:3 asks for at least 1.22.5\n`)
  })

  it('says it as JSON, installed or not', async () => {
    writeFileSync(join(work, '.go-version'), '1.22\n')
    const file = join(work, '.go-version')
    expect(JSON.parse((await ask('which', '--json')).stdout)).toEqual({
      release: 'go1.22.12',
      path: goOf('go1.22.12'),
      from: { file, line: 1, asks: '1.22' },
      installed: true,
    })
    writeFileSync(file, '1.23.5\n')
    const missing = await ask('which', '--json')
    expect(missing.status).toBe(3)
    expect(JSON.parse(missing.stdout)).toEqual({
      release: 'go1.23.5',
      path: null,
      from: { file, line: 1, asks: '1.23.5' },
      installed: false,
      install: `goherd-agent install go1.23.5 --root ${box.layout.root}`,
    })
  })

  it('is the active release where nothing asks', async () => {
    expect((await ask('which')).stdout).toBe(`${goOf('go1.21.13')}\n`)
  })

  it('ends with 3 and what to type when it is not here, and with 1 for an odd file', async () => {
    writeFileSync(join(work, '.go-version'), '1.30\n')
    const missing = await ask('which')
    expect([missing.status, missing.stdout]).toEqual([3, ''])
    expect(missing.stderr).toContain(`Install it: goherd-agent install 1.30 --root ${box.layout.root}`)
    writeFileSync(join(work, '.go-version'), 'no\n')
    expect((await ask('which')).status).toBe(1)
  })
})

describe('exec', () => {
  it('runs a command with the release first in PATH, and passes its exit code on', async () => {
    writeFileSync(join(work, '.go-version'), '1.22.3\n')
    expect(await ask('exec', '--', 'go', 'version')).toEqual({
      status: 0,
      stdout: 'go version go1.22.3 linux/amd64\n',
      stderr: '',
    })
    const shell = await ask('exec', '--', 'sh', '-c', 'echo "$GOTOOLCHAIN $1"; exit 7', '-', '--json')
    expect(shell).toMatchObject({ status: 7, stdout: 'local --json\n' })
  })

  it('holds no lock while it runs', async () => {
    const { stdout } = await ask('exec', '--', 'ls', box.layout.root)
    expect(stdout).not.toContain('lock')
  })

  it.each([
    [['nothing-of-that-name'], 127, 'there is no command nothing-of-that-name'],
    [['/'], 126, '/ cannot be run'],
  ])('of %j ends as a shell would', async (words, status, message) => {
    const end = await ask('exec', '--', ...words)
    expect(end.status).toBe(status)
    expect(end.stderr).toContain(message)
  })

  it('ends with 3 when the release is not here, without running anything', async () => {
    writeFileSync(join(work, '.go-version'), '1.30\n')
    const end = await ask('exec', '--', 'touch', join(work, 'ran'))
    expect([end.status, readdirSync(work)]).toEqual([3, ['.go-version']])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1'] as const)(
    'passes %s on, and ends as the command does',
    async (signal) => {
      const ready = join(work, 'ready')
      const script = `trap 'touch ${join(work, 'got')}; trap - ${signal.slice(3)}; kill -${signal.slice(3)} $$' ${signal.slice(3)}; touch ${ready}; while :; do sleep 0.05; done`
      const args = [BUNDLE, 'exec', '--root', box.layout.root, '--dir', work, '--', 'sh', '-c', script]
      const child = spawn(process.execPath, args, { stdio: 'ignore' })
      const ended = new Promise<NodeJS.Signals | null>((resolve) =>
        child.once('exit', (_, by) => resolve(by)),
      )
      while (!existsSync(ready)) await new Promise((later) => setTimeout(later, 20))
      child.kill(signal)
      expect(await ended).toBe(signal)
      expect(existsSync(join(work, 'got'))).toBe(true)
    },
  )
})

const real = testGo()
if (real === undefined)
  process.stderr.write('skipped, because GOHERD_TEST_GO is not set: exec with real Go\n')

describe.runIf(real !== undefined)('exec with real Go', () => {
  beforeEach(async () => {
    process.env.GOHERD_GO_SOURCE = real?.folder
    process.env.GOROOT = '/nowhere'
    process.env.HOME = box.folder
  })
  afterEach(() => {
    delete process.env.GOHERD_GO_SOURCE
    delete process.env.GOROOT
    process.env.HOME = HOME
  })

  it('installs it first when asked to, and runs it as itself whatever is exported', async () => {
    writeFileSync(join(work, 'go.mod'), 'module example.com/x\n\ngo 1.23.0\n')
    expect((await ask('exec', '--', 'go', 'version')).status).toBe(3)
    const command = `cd '${work}' && go env GOROOT && go list -m && go version`
    const ran = await ask('exec', '--install', '--', 'sh', '-c', command)
    const release = 'go1.23.5'
    expect(ran.stdout.split('\n').slice(0, 2)).toEqual([treeOf(box.layout, release), 'example.com/x'])
    expect(ran.stdout).toContain(`go version ${release} `)
    expect((await ask('which')).stdout).toBe(`${goOf('go1.23.5')}\n`)
    expect(readlinkSync(box.layout.current)).toBe('releases/go1.21.13')
    // The check of a fresh release compiles; on a busy machine that takes minutes.
  }, 400_000)
})
