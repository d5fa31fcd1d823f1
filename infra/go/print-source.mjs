// Says, as one line of JSON on stdout, where a server can get real Go releases from; how far it is goes to stderr.
import { describeProblem } from '../say/problem.mjs'
import { findGoSource } from './source.mjs'

try {
  const found = await findGoSource({ note: (text) => process.stderr.write(`${text}\n`) })
  process.stdout.write(`${JSON.stringify(found)}\n`)
} catch (error) {
  process.stderr.write(`${describeProblem(error)}\n`)
  process.exitCode = 1
}
