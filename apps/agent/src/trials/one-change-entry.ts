import { accessSync } from 'node:fs'
import { AgentError } from '../disk/agent-error.js'
import { layoutOf } from '../disk/layout.js'
import { oneChange } from './one-change.js'
import { BEGIN } from './strace.js'

/** The process that trials kill and starve: one change in one root, both given as arguments. Prints how it came to rest, as a Rest in JSON. */
const [root = '', assigned = '{}'] = process.argv.slice(2)
const layout = layoutOf(root)
// Node's own start is over: calls count from here. Nothing is at that path; that it was asked for is what counts.
try {
  accessSync(BEGIN)
} catch {
  const rest = await oneChange(layout, JSON.parse(assigned)).catch((thrown: unknown) => ({
    reached: false,
    failure: AgentError.from(thrown).toFailure(),
  }))
  process.stdout.write(`${JSON.stringify(rest)}\n`)
}
