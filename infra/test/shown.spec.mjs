import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asTable, casesIn, readShown } from './shown.mjs'

/** @type {string} */
let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goherd-shown-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('what was shown', () => {
  it('is read from every file of trials and set in columns', () => {
    writeFileSync(join(folder, 'agent.jsonl'), '{"row":"a kill","trials":1200,"failures":0}\n')
    writeFileSync(join(folder, 'server.jsonl'), '{"row":"ten","trials":10,"failures":1,"note":"why"}\n')
    writeFileSync(join(folder, 'other.txt'), 'not one of them')
    expect(asTable(readShown(folder))).toBe(
      [
        '  what was shown  trials  failures',
        '  a kill           1,200         0',
        '  ten                 10         1  why',
      ].join('\n'),
    )
  })

  it('counts the cases of a table of unit tests', () => {
    const report = join(folder, 'unit-tests.json')
    const test = (/** @type {string} */ fullName, status = 'passed') => ({ fullName, status })
    const assertionResults = [test('a kill in x before'), test('a kill in x after', 'failed'), test('else')]
    writeFileSync(report, JSON.stringify({ testResults: [{ assertionResults }] }))
    const which = { row: 'every state', begins: 'a kill in' }
    expect(casesIn(report, which)).toEqual([{ row: 'every state', trials: 2, failures: 1 }])
    expect(casesIn(join(folder, 'none'), which)).toEqual([])
  })

  it('is nothing where no trial ran', () => {
    expect(asTable(readShown(join(folder, 'none')))).toBe('')
  })
})
