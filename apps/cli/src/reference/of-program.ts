import { createProgram } from '../program/program.js'
import { cliReference } from './cli-reference.js'

export { withReference } from './cli-reference.js'

/** The reference of this very program, as Markdown. */
export function referenceOfProgram(): string {
  return cliReference(createProgram(() => async () => {}, { writeOut: () => {}, writeErr: () => {} }))
}
