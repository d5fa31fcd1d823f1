import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUNDLE = fileURLToPath(new URL('../../dist/goherd-agent.mjs', import.meta.url))

export interface CommandResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built agent with these arguments to its end. */
export function agent(...args: readonly string[]): Promise<CommandResult> {
  if (!existsSync(BUNDLE)) throw new Error('build the agent first: npm run build -w goherd-agent')
  return run(process.execPath, [BUNDLE, ...args])
}

/** The same for a user with another home. */
export function agentAt(home: string, ...args: readonly string[]): Promise<CommandResult> {
  return run(process.execPath, [BUNDLE, ...args], { HOME: home })
}

/** Runs a program to its end, whatever its status. */
export function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      [...args],
      { encoding: 'utf8', env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : error.code
        if (typeof status === 'number') resolve({ status, stdout, stderr })
        else reject(error ?? new Error('no status'))
      },
    )
  })
}

/** What `current/bin/go version` of a root answers, as a release name; undefined when there is no working go. */
export async function goVersionOf(root: string): Promise<string | undefined> {
  const go = join(root, 'current', 'bin', 'go')
  if (!existsSync(go)) return undefined
  const { status, stdout } = await run(go, ['version'])
  return status === 0 ? /^go version (\S+)/.exec(stdout)?.[1] : undefined
}

/** A running `goherd-agent run`. */
export class RunningAgent {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  log = ''

  /**
   * @param env added to this process's environment
   * @param under a program and its arguments that start it
   */
  constructor(root: string, env: Readonly<Record<string, string>> = {}, under: readonly string[] = []) {
    const [file = process.execPath, ...args] = [...under, process.execPath, BUNDLE, 'run', '--root', root]
    this.#child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    })
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.log += text.toString()
    })
    this.#ended = new Promise((resolve) => this.#child.once('close', (status) => resolve(status)))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Ends it with a signal and answers its exit code; null when the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    return this.#ended
  }
}
