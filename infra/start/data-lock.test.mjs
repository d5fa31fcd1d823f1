import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bornAt } from '../process/identity.mjs'
import { DataLock } from './data-lock.mjs'

/** @type {string} */
let data
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'goherd-lock-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

describe('the lock of a data folder', () => {
  it('lets one in, says who, and lets the next one in when it is released', async () => {
    const first = new DataLock(data)
    await first.take()
    await expect(new DataLock(data).take()).rejects.toMatchObject({
      code: 'already_running',
      message: expect.stringContaining(String(process.pid)),
    })
    first.release()
    expect(existsSync(join(data, 'running.json'))).toBe(false)
    await new DataLock(data).take()
  })

  it('is not released by one that never had it', async () => {
    await new DataLock(data).take()
    new DataLock(data).release()
    expect(existsSync(join(data, 'running.json'))).toBe(true)
  })

  it.each([
    [
      'of a process that is gone',
      () => JSON.stringify({ holder: { name: 'x', pid: 2 ** 22 - 1, born: '1' }, processes: [] }),
    ],
    [
      'of a pid that is used by another process now',
      () => JSON.stringify({ holder: { name: 'x', pid: process.pid, born: '1' }, processes: [] }),
    ],
    ['that was cut off while it was written', () => '{ "holder": { "na'],
    ['that is empty', () => ''],
  ])('is taken over from a note %s', async (_, text) => {
    writeFileSync(join(data, 'running.json'), text())
    await new DataLock(data).take()
  })

  it('ends what a killed start has left running, and nothing else', async () => {
    const orphan = spawn('sleep', ['60'], { detached: true })
    const stranger = spawn('sleep', ['60'])
    const ended = once(orphan, 'exit')
    const processes = [
      { name: 'agent', pid: orphan.pid, born: bornAt(orphan.pid ?? 0) },
      { name: 'a pid used again', pid: stranger.pid, born: '1' },
    ]
    writeFileSync(
      join(data, 'running.json'),
      JSON.stringify({ holder: { name: 'npm start', pid: 2 ** 22 - 1, born: '1' }, processes }),
    )
    await new DataLock(data).take()
    await ended
    expect(bornAt(stranger.pid ?? 0)).toBeDefined()
    stranger.kill()
  })
})
