import { describe, expect, it } from 'vitest'
import { describeProblem } from '../say/problem.mjs'
import { run } from './run.mjs'

describe('run', () => {
  it('gives the output', async () => {
    expect(await run('sh', ['-c', 'echo out; echo err >&2'])).toBe('out\n')
  })

  it('says what failed, with the last lines', async () => {
    const failed = run('sh', ['-c', 'echo what went wrong >&2; exit 7'])
    await expect(failed).rejects.toMatchObject({
      code: 'command_failed',
      message: expect.stringContaining('ended with 7'),
    })
    expect(describeProblem(await failed.catch((error) => error))).toMatch(/what went wrong[\s\S]*what to do:/)
  })

  it('says that a command is not there', async () => {
    await expect(run('no-such-command-here', [])).rejects.toMatchObject({
      code: 'command_missing',
      hint: expect.stringContaining('Install'),
    })
  })

  it('ends the command with all that it has started', async () => {
    const stop = new AbortController()
    const running = run('sh', ['-c', 'sleep 60 & sleep 60; echo not reached'], { signal: stop.signal })
    setTimeout(() => stop.abort(), 100)
    await expect(running).rejects.toMatchObject({ code: 'interrupted' })
  })
})
