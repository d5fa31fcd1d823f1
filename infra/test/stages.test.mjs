import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../setup/root.mjs'
import { add, readFailedFiles, readFailures, readTally, runStage, stagesAgain } from './stages.mjs'

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

describe('readFailures', () => {
  it('names what failed, without colours, and nothing that passed', () => {
    const report = join(folder, 'report.json')
    const failed = {
      fullName: 'a host is kept',
      status: 'failed',
      failureMessages: ['\u001b[31mno\u001b[39m such host'],
    }
    const passed = { fullName: 'a host is seen', status: 'passed', failureMessages: [] }
    const testResults = [
      { name: join(root, 'a.test.ts'), status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: join(root, 'b.test.ts'), status: 'failed', message: 'does not load', assertionResults: [] },
      { name: join(root, 'c.test.ts'), status: 'passed', message: '', assertionResults: [passed] },
    ]
    writeFileSync(report, JSON.stringify({ testResults }))
    expect(readFailures(report)).toEqual([
      'a.test.ts > a host is kept\n    no such host',
      'b.test.ts\n    does not load',
    ])
    expect(readFailedFiles(report)).toEqual(['a.test.ts', 'b.test.ts'])
  })

  it('has nothing to say without a report', () => {
    expect(readFailures(join(folder, 'none.json'))).toEqual([])
    expect(readFailedFiles(join(folder, 'none.json'))).toEqual([])
  })
})

describe('stagesAgain', () => {
  const tally = { passed: 1, failed: 1, skipped: 0 }
  /** @param {string[]} files @param {object} [more] */
  const failed = (files, more = {}) => ({
    stage: { name: 'e2e', command: ['vitest', 'run'], tests: true, again: true, ...more },
    ...{ ok: false, tally, failures: [], files },
  })
  const passed = { ...failed([]), ok: true }

  it('are those that failed, with only the files that did', () => {
    const again = stagesAgain([passed, failed(['e2e/a.e2e.ts'])])
    expect(again).toMatchObject([{ name: 'e2e, again', command: ['vitest', 'run', 'e2e/a.e2e.ts'] }])
    expect(stagesAgain([passed])).toEqual([])
  })

  it.each([
    ['too many files', [failed(['a', 'b']), failed(['c', 'd'])]],
    ['a failure outside the tests', [failed(['a']), failed([])]],
    ['a stage that is never tried again', [failed(['a']), failed(['b'], { again: false })]],
    ['a trial of what survives', [failed(['e2e/survival.e2e.ts'])]],
  ])('are none after %s', (_, outcomes) => {
    expect(stagesAgain(outcomes)).toEqual([])
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
