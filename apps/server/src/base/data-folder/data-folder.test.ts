import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lockDataFolder, readJson, readOrMakeSecret, writePrivate } from './index.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The pid of a process that has ended. */
const endedPid = () => spawnSync('true').pid

describe('the lock of a data folder', () => {
  it('is held by one server, given back, and leaves nothing behind', () => {
    const unlock = lockDataFolder(folder)
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'data_folder_in_use' }))
    unlock()
    lockDataFolder(folder)()
    expect(readdirSync(folder)).toEqual([])
  })

  it('of a server that was killed is taken over', () => {
    writeFileSync(join(folder, 'server.lock'), JSON.stringify({ pid: endedPid(), startedAt: '1' }))
    lockDataFolder(folder)()
  })

  it('is taken over when its pid belongs to another process by now', () => {
    writeFileSync(join(folder, 'server.lock'), JSON.stringify({ pid: process.ppid, startedAt: '1' }))
    lockDataFolder(folder)()
  })

  it('is taken over when its pid is this very process’s, as in a container that was started again', () => {
    writeFileSync(join(folder, 'server.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }))
    lockDataFolder(folder)()
  })

  it('that was written only half is taken over', () => {
    writeFileSync(join(folder, 'server.lock'), '{"pid"')
    lockDataFolder(folder)()
    expect(existsSync(join(folder, 'server.lock'))).toBe(false)
  })
})

describe('private files', () => {
  it('can be read by their owner only, and are there whole', () => {
    const path = join(folder, 'secret')
    writePrivate(path, 'first')
    writePrivate(path, '{"n":2}')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readJson(path, z.object({ n: z.number() }))).toEqual({ n: 2 })
    expect(readdirSync(folder)).toEqual(['secret'])
  })

  it('a secret stays the same once made', () => {
    const path = join(folder, 'auth-secret')
    const made = readOrMakeSecret(path)
    expect(made).toMatch(/^[0-9a-f]{64}$/)
    expect(readOrMakeSecret(path)).toBe(made)
  })

  it('that are not what they should be are an error, not nothing', () => {
    writeFileSync(join(folder, 'bad.json'), '{"n":"two"}')
    expect(() => readJson(join(folder, 'bad.json'), z.object({ n: z.number() }))).toThrow()
    expect(readJson(join(folder, 'none.json'), z.object({ n: z.number() }))).toBeUndefined()
  })
})
