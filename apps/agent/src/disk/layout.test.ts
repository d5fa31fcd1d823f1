import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layoutOf, prepareRoot } from './layout.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-layout-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const prepare = (root: string) => prepareRoot(layoutOf(root))
const code = (value: string) =>
  expect.objectContaining({ code: value, hint: expect.stringMatching(/^[A-Z].*/) })

describe('layoutOf', () => {
  it('answers absolute paths below the root', () => {
    const layout = layoutOf('/srv//goherd/./')
    expect(layout).toEqual({
      root: '/srv/goherd',
      releases: '/srv/goherd/releases',
      snapshots: '/srv/goherd/snapshots',
      cache: '/srv/goherd/cache',
      staging: '/srv/goherd/staging',
      state: '/srv/goherd/state',
      current: '/srv/goherd/current',
      lock: '/srv/goherd/lock',
    })
    expect(layoutOf('relative').root).toBe(join(process.cwd(), 'relative'))
  })
})

describe('prepareRoot', () => {
  it('makes the root and its folders, and again changes nothing', async () => {
    const root = join(folder, 'deep', 'down', 'root')
    await prepare(root)
    await prepare(root)
    expect(readdirSync(root).sort()).toEqual(['cache', 'releases', 'snapshots', 'staging', 'state'])
    expect(statSync(join(root, 'state')).mode & 0o777).toBe(0o700)
  })

  it('refuses a file', async () => {
    writeFileSync(join(folder, 'root'), '')
    await expect(prepare(join(folder, 'root'))).rejects.toEqual(code('root_not_a_folder'))
    await expect(prepare(join(folder, 'root', 'below'))).rejects.toEqual(code('root_not_a_folder'))
  })

  it('refuses a folder that holds something else, and leaves it alone', async () => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'notes.txt'), '')
    await expect(prepare(folder)).rejects.toEqual(code('root_not_empty'))
    expect(readdirSync(folder).sort()).toEqual(['bin', 'notes.txt'])
  })

  it('takes an empty folder, and one of its own with a foreign file in it', async () => {
    await prepare(folder)
    writeFileSync(join(folder, 'notes.txt'), '')
    await prepare(folder)
  })

  it('refuses a folder that everyone may write to', async () => {
    chmodSync(folder, 0o777)
    await expect(prepare(folder)).rejects.toEqual(code('root_writable_by_all'))
  })

  it('refuses a link in place of one of its folders: changes would land elsewhere', async () => {
    mkdirSync(join(folder, 'elsewhere'))
    const root = join(folder, 'root')
    mkdirSync(root)
    symlinkSync('../elsewhere', join(root, 'releases'))
    await expect(prepare(root)).rejects.toEqual(code('root_damaged'))
  })

  it.runIf(process.getuid?.() === 0)('refuses a folder of another user', async () => {
    const { chownSync } = await import('node:fs')
    chownSync(folder, 65_534, 65_534)
    await expect(prepare(folder)).rejects.toEqual(code('root_of_another_user'))
  })

  it.runIf(process.getuid?.() !== 0)('refuses a folder that cannot be written', async () => {
    chmodSync(folder, 0o500)
    await expect(prepare(folder)).rejects.toEqual(code('root_not_writable'))
  })
})
