import { EXIT_CODES } from './exit-codes.js'
import { runCommandLine } from './run.js'

const stop = new AbortController()
process.once('SIGINT', () => {
  stop.abort()
  // The terminal shows ^C where the cursor is; what follows begins a line.
  if (process.stderr.isTTY === true) process.stderr.write('\n')
  // A second Ctrl-C does not wait for anything.
  process.once('SIGINT', () => process.exit(EXIT_CODES.interrupted))
})
// Whoever reads our output may stop reading (`goherd hosts ls | head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT_CODES.ok : EXIT_CODES.error)
})

const exit = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
  interrupt: stop.signal,
})
process.exitCode = EXIT_CODES[exit]
