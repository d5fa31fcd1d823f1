import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layoutOf, prepareRoot } from '../disk/layout.js'
import { inventory } from '../disk/sandbox.js'
import { readPathRecord } from './record.js'
import { putOnPath, removeFromPath } from './set-up.js'
import { type ShellWorld, shellWorld } from './shell-world.js'

let world: ShellWorld
beforeEach(async () => {
  world = await shellWorld({ shells: { login: null, installed: ['bash', 'zsh', 'fish', 'sh'] } })
})
afterEach(() => world.remove())

const inHome = (...names: readonly string[]) => join(world.home, ...names)
const remove = (dryRun = false) => removeFromPath({ ...world, dryRun })
const outcomeOf = async (name: string) => {
  const outcomes = await world.setUp()
  return outcomes.find(({ path }) => path === inHome(name))
}

describe('putOnPath', () => {
  it('adds its lines once, however often it runs', async () => {
    writeFileSync(inHome('.bashrc'), 'alias ll=ls')
    await world.setUp()
    const once = inventory(world.home)
    const again = await world.setUp()
    expect(again.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept', 'kept'])
    expect(inventory(world.home)).toEqual(once)
    expect(readPathRecord(world.layout)).toMatchObject({ onPath: true, links: [] })
  })

  it('keeps the mode of a file, and every byte around its lines', async () => {
    writeFileSync(inHome('.bashrc'), 'alias ll=ls # ünïcode, no line break at the end', { mode: 0o640 })
    chmodSync(inHome('.bashrc'), 0o640)
    const before = inventory(world.home)
    await world.setUp({ linkBin: true })
    expect(statSync(inHome('.bashrc')).mode & 0o777).toBe(0o640)
    expect(readFileSync(inHome('.bashrc'), 'utf8')).toMatch(
      /^alias ll=ls # ünïcode, no line break at the end\n# >>> goherd/,
    )
    await remove()
    expect(inventory(world.home)).toEqual(before)
    expect(readPathRecord(world.layout).onPath).toBe(false)
  })

  it('does nothing but talk in a dry run, both ways', async () => {
    const before = inventory(world.folder)
    const would = await world.setUp({ dryRun: true, linkBin: true })
    expect(would.map(({ outcome }) => outcome)).toEqual(Array(6).fill('added'))
    expect(inventory(world.folder)).toEqual(before)
    await world.setUp()
    const set = inventory(world.folder)
    expect((await remove(true)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('removed'))
    expect(inventory(world.folder)).toEqual(set)
  })

  it('follows a link that stays in the home, and leaves the link', async () => {
    mkdirSync(inHome('dotfiles'))
    writeFileSync(inHome('dotfiles', 'bashrc'), 'alias ll=ls\n')
    symlinkSync('dotfiles/bashrc', inHome('.bashrc'))
    expect(await outcomeOf('.bashrc')).toMatchObject({ outcome: 'changed' })
    expect(readlinkSync(inHome('.bashrc'))).toBe('dotfiles/bashrc')
    expect(readFileSync(inHome('dotfiles', 'bashrc'), 'utf8')).toContain('# >>> goherd >>>')
    await remove()
    expect(readFileSync(inHome('dotfiles', 'bashrc'), 'utf8')).toBe('alias ll=ls\n')
  })

  it.each([
    [
      'a link out of the home',
      () => linkOut(),
      /^it is a link that leads to .*elsewhere, outside of .*home$/,
    ],
    [
      'a link that leads nowhere',
      () => symlinkSync('nothing', inHome('.bashrc')),
      /^it is a link that leads nowhere$/,
    ],
    [
      'a file that is read-only',
      () => writeFileSync(inHome('.bashrc'), 'x\n', { mode: 0o444 }),
      /^it is read-only$/,
    ],
    ['a folder', () => mkdirSync(inHome('.bashrc')), /^it is not a text file/],
    [
      'bytes that are no text',
      () => writeFileSync(inHome('.bashrc'), Buffer.from([0xff, 0xfe])),
      /^it is not a text file/,
    ],
    [
      'torn marker lines',
      () => writeFileSync(inHome('.bashrc'), '# >>> goherd >>>\n'),
      /^somebody edited the marker lines/,
    ],
  ])('names and skips %s', async (_, make, reason) => {
    make()
    const before = inventory(world.home)
    expect(await outcomeOf('.bashrc')).toEqual({
      path: inHome('.bashrc'),
      outcome: 'skipped',
      reason: expect.stringMatching(reason),
    })
    await remove()
    expect(inventory(world.home)).toEqual(before)
  })

  function linkOut(): void {
    writeFileSync(join(world.folder, 'elsewhere'), 'x\n')
    symlinkSync('../elsewhere', inHome('.bashrc'))
  }

  it('writes nothing through a folder that is a link out of the home', async () => {
    mkdirSync(join(world.folder, 'config'))
    symlinkSync('../config', inHome('.config'))
    const outcome = await outcomeOf('.config/fish/conf.d/goherd.fish')
    expect(outcome).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('outside of') })
    expect(inventory(join(world.folder, 'config'))).toEqual([])
  })

  it.runIf(process.getuid?.() === 0)('skips a file of another user', async () => {
    const { chownSync } = await import('node:fs')
    writeFileSync(inHome('.bashrc'), 'x\n')
    chownSync(inHome('.bashrc'), 65_534, 65_534)
    expect(await outcomeOf('.bashrc')).toMatchObject({
      outcome: 'skipped',
      reason: 'it belongs to user 65534',
    })
  })

  it.runIf(process.getuid?.() === 0)('keeps the group of a file', async () => {
    const { chownSync } = await import('node:fs')
    writeFileSync(inHome('.bashrc'), 'x\n')
    chownSync(inHome('.bashrc'), 0, 65_534)
    await world.setUp()
    expect(statSync(inHome('.bashrc'))).toMatchObject({ uid: 0, gid: 65_534 })
  })

  it('leaves the lines of another root alone, on the way in and out', async () => {
    await world.setUp()
    const before = inventory(world.home)
    const other = layoutOf(join(world.folder, 'other'))
    await prepareRoot(other)
    const plain = { asker: world.asker, linkBin: false, linkUsrLocal: false, exports: {}, dryRun: false }
    const outcomes = await putOnPath({ ...plain, layout: other })
    expect(outcomes.map(({ reason }) => reason)).toEqual(
      Array(4).fill(`it is set up for the Goherd root ${world.layout.root}`),
    )
    expect(readPathRecord(other).onPath).toBe(false)
    await removeFromPath({ ...world, layout: other, dryRun: false })
    expect(inventory(world.home)).toEqual(before)
  })

  it('leaves a file alone that has the name of its own', async () => {
    mkdirSync(inHome('.config', 'fish', 'conf.d'), { recursive: true })
    writeFileSync(inHome('.config', 'fish', 'conf.d', 'goherd.fish'), 'echo mine\n')
    const outcome = await outcomeOf('.config/fish/conf.d/goherd.fish')
    expect(outcome?.reason).toBe('it is there already, and not of Goherd')
    await remove()
    expect(readFileSync(inHome('.config', 'fish', 'conf.d', 'goherd.fish'), 'utf8')).toBe('echo mine\n')
  })
})

describe('links', () => {
  it('are made only under free names, and taken away again', async () => {
    mkdirSync(inHome('.local', 'bin'), { recursive: true })
    writeFileSync(inHome('.local', 'bin', 'gofmt'), '')
    const outcomes = await world.setUp({ linkBin: true })
    expect(outcomes.slice(-2)).toEqual([
      { path: inHome('.local', 'bin', 'go'), outcome: 'added', reason: null },
      {
        path: inHome('.local', 'bin', 'gofmt'),
        outcome: 'skipped',
        reason: 'it is there already, and not of this root',
      },
    ])
    expect(readlinkSync(inHome('.local', 'bin', 'go'))).toBe(join(world.layout.current, 'bin', 'go'))
    await remove()
    expect(existsSync(inHome('.local', 'bin', 'go'))).toBe(false)
    expect(lstatSync(inHome('.local', 'bin', 'gofmt')).isFile()).toBe(true)
  })

  it('that somebody moved since are left to them', async () => {
    await world.setUp({ linkBin: true })
    const { rmSync } = await import('node:fs')
    rmSync(inHome('.local', 'bin', 'go'))
    symlinkSync('/opt/go/bin/go', inHome('.local', 'bin', 'go'))
    expect(await remove()).toContainEqual({
      path: inHome('.local', 'bin', 'go'),
      outcome: 'skipped',
      reason: 'it is not of this root any more',
    })
    expect(readlinkSync(inHome('.local', 'bin', 'go'))).toBe('/opt/go/bin/go')
  })

  it('of /usr/local/go are for root, and only where nothing is', async () => {
    const local = join(world.folder, 'local')
    await world.setUp({ linkUsrLocal: true })
    expect(existsSync(join(local, 'go'))).toBe(false)
    const asker = { ...world.asker, isRoot: true }
    await world.setUp({ asker, linkUsrLocal: true })
    expect(readlinkSync(join(local, 'go'))).toBe(world.layout.current)
    await removeFromPath({ ...world, asker, dryRun: false })
    mkdirSync(join(local, 'go'))
    const outcomes = await world.setUp({ asker, linkUsrLocal: true })
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'skipped' })
  })
})

describe('the record', () => {
  it('that is damaged is named', async () => {
    writeFileSync(join(world.layout.state, 'path.json'), '{"format":')
    expect(() => readPathRecord(world.layout)).toThrow(
      expect.objectContaining({ code: 'path_record_unreadable' }),
    )
  })

  it('finds files of shells that are gone', async () => {
    const before = inventory(world.home)
    await world.setUp()
    const asker = { ...world.asker, shells: { login: null, installed: [] } }
    await removeFromPath({ ...world, asker, dryRun: false })
    expect(inventory(world.home)).toEqual(before)
  })
})
