import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { performance } from 'node:perf_hooks'

const MAX_OUTPUT = 64 * 1024

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment of the command: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** As another user, without any group but this one; for root only. Left out: as this process. */
  readonly as?: { readonly uid: number; readonly gid: number }
  /** Its niceness, 0 to 19; left out: that of this process. */
  readonly nice?: number
  /** Whatever it started and left running ends with it. */
  readonly alone?: boolean
}

/** How a command ended. `not-started` carries the system's error. Output is cut after 64 KiB each. */
export type CommandEnd =
  | {
      readonly kind: 'exited'
      readonly status: number
      readonly stdout: string
      readonly stderr: string
      readonly durationMs: number
    }
  | {
      readonly kind: 'killed'
      readonly by: string
      readonly stdout: string
      readonly stderr: string
      readonly durationMs: number
    }
  | {
      readonly kind: 'timed-out'
      readonly stdout: string
      readonly stderr: string
      readonly durationMs: number
    }
  | { readonly kind: 'not-started'; readonly cause: Error }

/** Runs a command without a shell, in a process group of its own, so that a time-out ends its children too. Throws on abort only. */
export function runCommand(command: Command): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...command.as,
    })
    if (command.nice !== undefined && child.pid !== undefined) lower(child.pid, command.nice)
    let stdout = ''
    let stderr = ''
    let timedOut = false
    const endGroup = () => killGroup(child.pid)
    const timer = setTimeout(() => {
      timedOut = true
      endGroup()
    }, command.timeoutMs)
    child.stdout.on('data', (text: Buffer) => {
      if (stdout.length < MAX_OUTPUT) stdout += text.toString()
    })
    child.stderr.on('data', (text: Buffer) => {
      if (stderr.length < MAX_OUTPUT) stderr += text.toString()
    })
    command.signal.addEventListener('abort', endGroup, { once: true })
    if (command.signal.aborted) endGroup()
    // What is left of its group may hold the pipes open.
    if (command.alone === true) child.on('exit', endGroup)
    child.on('error', (cause) => {
      clearTimeout(timer)
      command.signal.removeEventListener('abort', endGroup)
      resolve({ kind: 'not-started', cause })
    })
    child.on('close', (status, by) => {
      clearTimeout(timer)
      command.signal.removeEventListener('abort', endGroup)
      const said = { stdout, stderr, durationMs: performance.now() - startedAt }
      if (command.signal.aborted) reject(command.signal.reason)
      else if (timedOut) resolve({ kind: 'timed-out', ...said })
      else if (by !== null) resolve({ kind: 'killed', by, ...said })
      else resolve({ kind: 'exited', status: status ?? 0, ...said })
    })
  })
}

/** What has ended already needs no lower priority. */
function lower(pid: number, nice: number): void {
  try {
    setPriority(pid, nice)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}
