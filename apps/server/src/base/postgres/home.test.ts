import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHome, saveSettings } from './home.js'
import { unprivilegedUser } from './unprivileged-user.js'

const user = unprivilegedUser()
let folder: string
let dataDir: string
let elsewhere: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-home-'))
  dataDir = join(folder, 'data')
  elsewhere = mkdtempSync(join(tmpdir(), 'goherd-elsewhere-'))
  chmodSync(elsewhere, 0o711)
  mkdirSync(dataDir)
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
})
const open = (dir = dataDir) => openHome(dir, user, [elsewhere])
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('the home of a data folder’s PostgreSQL', () => {
  it('is found again, with its port and password', () => {
    const made = open()
    saveSettings(dataDir, { ...made, port: 5555 })
    expect(open()).toEqual({ ...made, port: 5555 })
    expect(made.password).toHaveLength(32)
    expect(statSync(made.home).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600)
  })

  it.runIf(user)('elsewhere goes on with its folder when that is moved', () => {
    const { id, home } = open()
    const moved = join(folder, 'moved')
    renameSync(dataDir, moved)
    expect(open(moved)).toMatchObject({ id, home })
    expect(open(moved)).toMatchObject({ id, home })
  })

  it('inside the folder is found where the folder is now', () => {
    chmodSync(folder, 0o711)
    const { password } = open()
    const moved = join(folder, 'moved')
    renameSync(dataDir, moved)
    expect(open(moved)).toMatchObject({ password, home: join(moved, 'postgres') })
  })

  it('is not taken away with something in it, even when its settings are lost', () => {
    mkdirSync(join(dataDir, 'postgres'))
    writeFileSync(join(dataDir, 'postgres', 'precious'), '')
    open()
    expect(existsSync(join(dataDir, 'postgres', 'precious'))).toBe(true)
  })

  it.runIf(user)('is never shared by a copy of the folder', () => {
    const { home } = open()
    expect(home.startsWith(elsewhere)).toBe(true)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    const copy = join(folder, 'copy')
    cpSync(dataDir, copy, { recursive: true })
    expect(() => open(copy)).toThrow(code('data_folder_copied'))
    expect(open().home).toBe(home)
  })

  it.runIf(user)('with a database in it is not given up because it cannot be reached', () => {
    const { home } = open()
    mkdirSync(join(home, 'data'))
    rmSync(home, { recursive: true })
    mkdirSync(join(home, 'data'), { recursive: true, mode: 0o700 })
    expect(() => open()).toThrow(code('postgres_home_unreachable'))
  })

  it('is not made where nobody can use it', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    writeFileSync(join(dataDir, 'postgres'), '')
    expect(() => openHome(dataDir, user, [join(file, 'below')])).toThrow(code('no_place_for_postgres'))
  })
})
