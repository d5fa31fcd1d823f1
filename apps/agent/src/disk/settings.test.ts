import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { smallGoRelease } from '@goherd/go-archive/tar-maker'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { treeOf } from './layout.js'
import { archiveOf, goodRelease, install, inventory, type Sandbox, sandbox } from './sandbox.js'
import { readSettings, writeSettings } from './settings.js'

const RELEASE = 'go1.22.12'
let box: Sandbox
let goEnv: string
beforeEach(async () => {
  box = await sandbox()
  await install(box.layout, goodRelease(RELEASE))
  goEnv = join(treeOf(box.layout, RELEASE), 'go.env')
})
afterEach(() => box.remove())

describe('writeSettings', () => {
  it('puts settings on top of what was released, and takes them back to the byte', async () => {
    const released = readFileSync(goEnv, 'utf8')
    const settings = { GOPROXY: 'https://proxy.corp', GOFLAGS: '-trimpath' }
    await writeSettings(box.layout, RELEASE, settings)
    expect(readFileSync(goEnv, 'utf8')).toBe(
      '# As released.\nGOPROXY=https://proxy.corp\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\nGOFLAGS=-trimpath\n',
    )
    expect(await readSettings(box.layout, RELEASE)).toEqual(settings)
    await writeSettings(box.layout, RELEASE, {})
    expect(readFileSync(goEnv, 'utf8')).toBe(released)
    expect(await readSettings(box.layout, RELEASE)).toEqual({})
  })

  it('replaces the file by a rename and leaves nothing beside it', async () => {
    const before = statSync(goEnv).ino
    const others = inventory(box.folder, [goEnv])
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off' })
    expect(statSync(goEnv).ino).not.toBe(before)
    expect(statSync(goEnv).mode & 0o777).toBe(0o644)
    expect(inventory(box.folder, [goEnv])).toEqual(others)
  })

  it('does not touch a file that is right already', async () => {
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off' })
    const before = statSync(goEnv)
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'off' })
    expect(statSync(goEnv)).toMatchObject({ ino: before.ino, ctimeMs: before.ctimeMs })
  })

  it.each<[string, () => void]>([
    ['was deleted', () => rmSync(goEnv)],
    ['was edited', () => writeFileSync(goEnv, 'GOFLAGS=-mod=vendor\n')],
    [
      'became a link, without following it',
      () => {
        rmSync(goEnv)
        symlinkSync(join(box.folder, 'elsewhere'), goEnv)
      },
    ],
    [
      'became a folder',
      () => {
        rmSync(goEnv)
        mkdirSync(join(goEnv, 'full'), { recursive: true })
      },
    ],
  ])('mends a go.env that %s', async (_, damage) => {
    damage()
    await writeSettings(box.layout, RELEASE, { GOPROXY: 'direct' })
    expect(lstatSync(goEnv).isFile()).toBe(true)
    expect(await readSettings(box.layout, RELEASE)).toEqual({ GOPROXY: 'direct' })
    expect(readdirSync(box.folder)).not.toContain('elsewhere')
  })

  it.each([
    [{ GOROOT: '/tmp' }, 'setting_refused'],
    [{ GOFLAGS: '-toolexec=/tmp/x' }, 'setting_refused'],
    [{ GOPROXY: 'a\nGOFLAGS=-toolexec=/tmp/x' }, 'setting_refused'],
  ])('refuses %j', async (settings, code) => {
    const before = inventory(box.folder)
    await expect(writeSettings(box.layout, RELEASE, settings)).rejects.toMatchObject({ code })
    expect(inventory(box.folder)).toEqual(before)
  })

  it('refuses settings for a Go that does not read go.env, and writes none for it', async () => {
    const old = archiveOf(
      'go1.20.14',
      smallGoRelease('go1.20.14').filter((member) => member.name !== 'go/go.env'),
    )
    await install(box.layout, old)
    const before = inventory(box.folder)
    await expect(writeSettings(box.layout, 'go1.20.14', { GOPROXY: 'off' })).rejects.toMatchObject({
      code: 'settings_unsupported',
      message: expect.stringContaining('GOPROXY'),
    })
    await writeSettings(box.layout, 'go1.20.14', {})
    expect(await readSettings(box.layout, 'go1.20.14')).toEqual({})
    expect(inventory(box.folder)).toEqual(before)
  })

  it('refuses a release that is not there', async () => {
    await expect(writeSettings(box.layout, 'go1.23.5', {})).rejects.toMatchObject({
      code: 'release_incomplete',
    })
    await expect(readSettings(box.layout, 'go1.23.5')).rejects.toMatchObject({ code: 'release_incomplete' })
  })
})

describe('readSettings', () => {
  it('shows what somebody added, changed and took out by hand', async () => {
    writeFileSync(goEnv, 'GOPROXY=https://evil.example\nGOROOT=/tmp\n# GOSUMDB\nGOTOOLCHAIN=auto\n')
    expect(await readSettings(box.layout, RELEASE)).toEqual({
      GOPROXY: 'https://evil.example',
      GOROOT: '/tmp',
      GOSUMDB: '',
    })
  })

  it('does not read a huge file into a report', async () => {
    writeFileSync(goEnv, `GOFLAGS=${'x'.repeat(2_000_000)}`)
    expect(Object.keys(await readSettings(box.layout, RELEASE))).toEqual([
      'GOPROXY',
      'GOSUMDB',
      'GOTOOLCHAIN',
    ])
  })
})

describe('settings given to an installation', () => {
  it('are in the tree when it appears', async () => {
    await install(box.layout, goodRelease('go1.23.5'), { settings: { GOPROXY: 'off' } })
    expect(await readSettings(box.layout, 'go1.23.5')).toEqual({ GOPROXY: 'off' })
  })

  it('are refused before anything is fetched', async () => {
    const source = { open: () => Promise.reject(new Error('it was fetched')) }
    const work = install(box.layout, goodRelease('go1.20.14'), { source, settings: { GOPROXY: 'off' } })
    await expect(work).rejects.toMatchObject({ code: 'settings_unsupported' })
  })
})
