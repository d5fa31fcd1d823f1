import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { add, readTally, runStage } from './stages.mjs'

/** @type {string} */
let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-stages-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('readTally', () => {
  it('adds up what vitest reports', () => {
    const report = join(folder, 'report.json')
    writeFileSync(
      report,
      JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 }),
    )
    const tally = readTally(report, true)
    expect(tally).toEqual({ passed: 5, failed: 0, skipped: 3 })
    expect(add(tally, tally)).toEqual({ passed: 10, failed: 0, skipped: 6 })
  })

  it('counts a failure that no test stands for', () => {
    expect(readTally(join(folder, 'none.json'), false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('runStage', () => {
  const options = { env: process.env, signal: new AbortController().signal }

  it.each([
    [0, true],
    [2, false],
  ])('takes exit code %i for %s', async (code, ok) => {
    const stage = { name: 'a stage of the tests', command: [process.execPath, '-e', `process.exit(${code})`] }
    expect((await runStage(stage, options)).ok).toBe(ok)
  })
})
