import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One claim, what was tried against it, and what did not hold.
 * @typedef {{ row: string, trials: number, failures: number, note?: string }} Shown
 */

/**
 * Leaves the figure of a row for the table, in the folder GOHERD_SHOWN; nowhere without one.
 * @param {Shown} row
 */
export function shown(row) {
  const folder = process.env.GOHERD_SHOWN
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'infra.jsonl'), `${JSON.stringify(row)}\n`)
}

/**
 * What the trials of a test run left in a folder, a line of JSON each, in the order in which they ended.
 * @param {string} folder
 * @returns {Shown[]}
 */
export function readShown(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
}

/**
 * The cases of a table in the unit tests, as a row: those whose name begins so in vitest's own report.
 * @param {string} report path
 * @param {{ row: string, begins: string }} which
 * @returns {Shown[]}
 */
export function casesIn(report, { row, begins }) {
  if (!existsSync(report)) return []
  /** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const cases = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ fullName }) => fullName.trim().startsWith(begins)),
  )
  const failures = cases.filter(({ status }) => status === 'failed').length
  return cases.length === 0 ? [] : [{ row, trials: cases.length, failures }]
}

/**
 * The table of what was shown; empty without trials.
 * @param {Shown[]} rows
 * @returns {string}
 */
export function asTable(rows) {
  if (rows.length === 0) return ''
  const head = { row: 'what was shown', trials: 'trials', failures: 'failures', note: '' }
  const cells = [head, ...rows].map(({ row, trials, failures, note = '' }) => [
    row,
    trials.toLocaleString('en'),
    failures.toLocaleString('en'),
    note,
  ])
  const width = (/** @type {number} */ n) => Math.max(...cells.map((line) => line[n]?.length ?? 0))
  const [claims, trials, failures] = [width(0), width(1), width(2)]
  return cells
    .map(([a = '', b = '', c = '', d = '']) =>
      `  ${a.padEnd(claims)}  ${b.padStart(trials)}  ${c.padStart(failures)}  ${d}`.trimEnd(),
    )
    .join('\n')
}
