import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../build.mjs'

/** How a run of the real command line ended. */
interface Ended {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  /** stdout as JSON; throws when it is not. */
  readonly json: () => unknown
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly stdout: () => string
  readonly stderr: () => string
}

/** A bundled goherd in a folder of its own, with a home folder nobody else uses. */
export interface Goherd {
  readonly home: string
  start(args: readonly string[], options?: RunOptions): Running
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  remove(): void
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
}

/** Bundles the sources as they are now; the tests never run a stale build. */
export async function buildGoherd(): Promise<Goherd> {
  const home = mkdtempSync(join(tmpdir(), 'goherd-cli-'))
  const file = join(home, 'goherd.mjs')
  await bundle(file)
  const start = (args: readonly string[], { env = {}, stdin, cwd }: RunOptions = {}): Running => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: cwd ?? home,
      env: { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), ...env },
      stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    if (stdin !== undefined) child.stdin?.end(stdin)
    return watch(child)
  }
  return {
    home,
    start,
    run: (args, options) => start(args, options).ended,
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

function watch(child: ChildProcess): Running {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exit) => resolve({ exit, stdout, stderr, json: () => JSON.parse(stdout) }))
  })
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}
