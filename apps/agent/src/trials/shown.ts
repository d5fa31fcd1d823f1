import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SEED } from './scale.js'

/** What a row of trials came to. */
export interface Shown {
  /** The claim, as the table at the end of a test run has it. */
  readonly row: string
  readonly trials: number
  readonly failures: number
  /** What else was measured, or why nothing was tried. */
  readonly note?: string
}

/** Prints the figure of a row, and keeps it in the folder GOHERD_SHOWN, where the test run makes its table from. */
export function shown(row: Shown): void {
  const { trials, failures, note } = row
  const line = `${row.row}: ${trials} trials, ${failures} failures (seed ${SEED})${note === undefined ? '' : `; ${note}`}`
  console.log(line)
  const folder = process.env.GOHERD_SHOWN
  if (folder === undefined || folder === '') return
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'agent.jsonl'), `${JSON.stringify(row)}\n`)
}
