import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { CliFailure } from '../cli-failure.js'
import type { Exit } from '../exit-codes.js'
import { type Invocation, readInput } from '../invocation.js'

const text = z.string().optional()
const options = z.object({
  hosts: text,
  seed: text,
  data: text,
  port: text,
  server: text,
  token: text,
  load: text,
})
/** Beside this program's own bundle, in a clone that is built. It is another program: the command line knows nothing of servers. */
const DEMO = fileURLToPath(new URL('../../demo/dist/main.js', import.meta.url))
const EXITS: Readonly<Record<number, Exit>> = { 0: 'ok', 2: 'usage', 130: 'interrupted' }

/** Runs the demo in a process of its own until it ends, or Ctrl-C ends it. What it says goes to stderr. */
export async function run({ options: given, env, interrupt, globals }: Invocation): Promise<Exit> {
  const { token, ...asked } = readInput(options, given)
  if (!existsSync(DEMO)) throw notBuilt()
  const args = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  const child = spawn(process.execPath, [DEMO, ...args], {
    stdio: ['ignore', 'ignore', globals.quiet ? 'ignore' : 'inherit', 'ipc'],
    env: { ...env, ...(token === undefined ? {} : { GOHERD_TOKEN: token }) },
    // Ctrl-C reaches this process, which passes it on once.
    detached: true,
  })
  const timer =
    globals.timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), globals.timeoutMs)
  interrupt.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  clearTimeout(timer)
  return EXITS[code ?? 1] ?? 'error'
}

function notBuilt(): CliFailure {
  return new CliFailure({
    code: 'demo_not_built',
    message: `the demo is part of a clone of Goherd that is built, and there is no ${DEMO}`,
    hint: 'Run "npm install && npm run build" in a clone, and npx goherd demo there.',
  })
}
