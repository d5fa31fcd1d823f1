import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type Command, runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'goherd-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shell = (script: string, more: Partial<Command> = {}) =>
  runCommand({
    ...{ file: '/bin/sh', args: ['-c', script], cwd: folder, env: { PATH: process.env.PATH ?? '' } },
    ...{ timeoutMs: 20_000, signal: new AbortController().signal, ...more },
  })

/** Whether the process whose id a script wrote down is still there. */
function isAlive(name: string): boolean {
  try {
    const state = readFileSync(`/proc/${readFileSync(join(folder, name), 'utf8').trim()}/stat`, 'utf8')
    return !/\) [ZX] /.test(state)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

describe('a command', () => {
  it('is told how it ended', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toMatchObject({
      ...{ kind: 'exited', status: 3, stdout: 'out\n', stderr: 'err\n' },
    })
    expect(await shell('kill -TERM $$')).toMatchObject({ kind: 'killed', by: 'SIGTERM' })
    expect(await shell('', { file: '/no/such/program' })).toMatchObject({ kind: 'not-started' })
  })

  it('that takes too long is ended with its children, and keeps what it said', async () => {
    const end = await shell('echo begun; sleep 300 & echo $! > late; wait', { timeoutMs: 500 })
    expect(end).toMatchObject({ kind: 'timed-out', stdout: 'begun\n' })
    expect(isAlive('late')).toBe(false)
  })

  it.skipIf(process.platform !== 'linux')(
    'that is to be alone takes with it what it left running',
    async () => {
      const end = await shell('sleep 300 & echo $! > left; exit 4', { alone: true })
      expect(end).toMatchObject({ kind: 'exited', status: 4 })
      // It was killed; the system may take a moment to bury it.
      await vi.waitFor(() => expect(isAlive('left')).toBe(false), 30_000)
    },
  )

  it('inherits nothing, and runs with the niceness it was given', async () => {
    const end = await shell('env | cut -d= -f1 | sort | tr "\\n" " "; sleep 0.2; nice', { nice: 7 })
    expect(end).toMatchObject({ kind: 'exited', stdout: expect.stringMatching(/^[^H]*PATH [^H]*7\n$/) })
  })
})
