import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate } from '../disk/activate.js'
import { type Layout, layoutOf, prepareRoot } from '../disk/layout.js'
import { goodRelease, install } from '../disk/sandbox.js'
import { readPathRecord } from '../shell-path/index.js'
import { finishInstall } from './finish-install.js'
import { type MachinePort, thisMachine } from './index.js'

const HOME = process.env.HOME
let home: string
let layout: Layout
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'goherd-home-'))
  process.env.HOME = home
  layout = layoutOf(join(home, '.local', 'share', 'goherd'))
  await prepareRoot(layout)
  await install(layout, goodRelease('go1.22.12'))
  await activate(layout, 'go1.22.12')
})
afterEach(() => {
  process.env.HOME = HOME
  rmSync(home, { recursive: true, force: true })
})

/** This machine as a user of it sees it: with bash, without any other Go on PATH. */
function asUser(more: Partial<MachinePort> = {}): MachinePort {
  const passwd = `ana:x:1000:1000::${home}:/bin/bash\n`
  const here = thisMachine()
  return {
    ...here,
    uid: 1000,
    home,
    env: { PATH: '/usr/bin:/bin' },
    list: (path) => (path === '/usr/lib' ? [] : here.list(path)),
    real: (path) => (path.startsWith('/usr/local/go') ? undefined : here.real(path)),
    read: (path) => (path === '/etc/passwd' ? passwd : here.read(path)),
    run: async (file) => ({ status: 0, stdout: `${file} 1\n`, stderr: '' }),
    ...more,
  }
}

describe('the end of an install', () => {
  it('sets up PATH, says what to type, and the second time says nothing', async () => {
    const first = await finishInstall(layout, { path: true, json: true }, asUser())
    expect(first.onPath).toBe(true)
    expect(first.notes[0]).toMatch(new RegExp(`^PATH is set in ${home}/.profile, ${home}/.bashrc`))
    expect(first.notes[1]).toBe('type: . ~/.profile   (or open a new shell)')
    expect(first.notes).toHaveLength(2)
    expect((await finishInstall(layout, { path: true, json: true }, asUser())).notes).toEqual([])
  })

  it('leaves PATH alone when told to, or for a root that is not the usual one', async () => {
    expect(await finishInstall(layout, { path: false, json: true }, asUser())).toEqual({
      onPath: false,
      path: [],
      notes: [],
    })
    const other = layoutOf(join(home, 'other'))
    await prepareRoot(other)
    const { notes, onPath } = await finishInstall(other, { path: true, json: true }, asUser())
    expect(onPath).toBe(false)
    expect(notes[0]).toBe(
      `PATH was left alone, because ${other.root} is not the usual root; put it there: goherd-agent path setup --root ${other.root}`,
    )
    expect(existsSync(join(home, '.profile'))).toBe(false)
  })

  it('says which other Go a shell finds first', async () => {
    const bin = join(home, 'sdk', 'go1.20', 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'go'), '#!/bin/sh\n', { mode: 0o755 })
    writeFileSync(join(home, 'sdk', 'go1.20', 'VERSION'), 'go1.20')
    const well = await finishInstall(layout, { path: true, json: true }, asUser())
    expect(well.notes.at(-1)).toBe(`other Gos here: ${bin}/go (go1.20); this root’s comes first`)
    appendFileSync(join(home, '.profile'), `PATH=${bin}:$PATH; export GOROOT=/opt/go\n`)
    const { notes } = await finishInstall(layout, { path: true, json: true }, asUser())
    expect(notes).toEqual([
      expect.stringMatching(/^GOROOT=\/opt\/go is exported/),
      `bash finds ${bin}/go first; take its folder out of PATH in your start-up files`,
    ])
  })

  it('names what cgo and go get lack, with the command that gets it', async () => {
    const files = 'ID=alpine\n'
    const port = asUser({
      run: async () => undefined,
      read: (path) => (path === '/etc/os-release' ? files : undefined),
    })
    const { notes } = await finishInstall(layout, { path: false, json: true }, port)
    expect(notes).toEqual([
      'cgo needs a C compiler, and gcc does not run: sudo apk add build-base',
      'go get needs git: sudo apk add git',
    ])
  })

  it('names a start-up file that it could not write, and is no failure', async () => {
    writeFileSync(join(home, '.profile'), 'export A=1\n', { mode: 0o444 })
    const { notes, onPath } = await finishInstall(layout, { path: true, json: true }, asUser())
    expect(notes).toContain(`PATH was not set in ${home}/.profile: it is read-only`)
    expect(onPath).toBe(true)
    expect(readFileSync(join(home, '.profile'), 'utf8')).toBe('export A=1\n')
    expect(readPathRecord(layout).files.map(({ path }) => path)).not.toContain(join(home, '.profile'))
  })
})
