import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'

export interface RunWith {
  readonly file: string
  readonly args: readonly string[]
  /** Of the go that comes first in the command's PATH. */
  readonly go: string
  /** The folder that shells have in PATH for this root. */
  readonly bin: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** True when the user's own file of `go env -w` sets GOTOOLCHAIN. */
  readonly hasOwnToolchain: boolean
}

/** How a command ended. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly by: NodeJS.Signals }

/** Passed on to the command, whoever sent them. */
const FORWARDED = [
  'SIGTERM',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGINT',
  'SIGQUIT',
  'SIGCONT',
  'SIGWINCH',
] as const
/** What a terminal sends to every process in front of it by itself. */
const FROM_TERMINAL = new Set<string>(['SIGINT', 'SIGQUIT', 'SIGWINCH'])

/** The environment of a command that is to run with one release. Pure. */
export function environmentWith(o: Omit<RunWith, 'file' | 'args'>): Record<string, string> {
  const { GOROOT: _, ...rest } = o.env
  const before = rest.PATH ?? ''
  // With `current` in PATH already, the start-up files of shells below put nothing before this release.
  const folders = before.split(delimiter).includes(o.bin) ? [before] : [before, o.bin]
  const PATH = [dirname(o.go), ...folders].filter((folder) => folder !== '').join(delimiter)
  const known = Object.entries({ ...rest, PATH }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const env = Object.fromEntries(known)
  // For Go an empty variable is one that is not set.
  return !env.GOTOOLCHAIN && !o.hasOwnToolchain ? { ...env, GOTOOLCHAIN: 'local' } : env
}

/** Runs a command in front, with this process's own input and output, and passes signals on to it. Throws `command_*`. */
export function runWith(o: RunWith): Promise<RunEnd> {
  return new Promise((resolve, reject) => {
    const isInFront = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
    const forward = (signal: NodeJS.Signals) => {
      if (!(isInFront && FROM_TERMINAL.has(signal))) child.kill(signal)
    }
    // Before the command begins: from then on somebody may count on its being told.
    for (const signal of FORWARDED) process.on(signal, forward)
    const child = spawn(o.file, o.args, { stdio: 'inherit', env: environmentWith(o) })
    const done = () => {
      for (const signal of FORWARDED) process.off(signal, forward)
    }
    child.on('error', (cause) => {
      done()
      reject(notStarted(o.file, cause))
    })
    child.on('exit', (status, by) => {
      done()
      resolve(by === null ? { kind: 'exited', status: status ?? 0 } : { kind: 'killed', by })
    })
  })
}

/** The exit code that shells have for what happened: 126 and 127 for a command that did not start, 128 and more for signals. Pure. */
export function exitCodeOf(end: RunEnd | AgentError): number {
  if (end instanceof AgentError) return end.code === 'command_missing' ? 127 : 126
  return end.kind === 'exited' ? end.status : 128 + constants.signals[end.by]
}

function notStarted(file: string, cause: Error): AgentError {
  if (errnoOf(cause) === 'ENOENT') {
    const hint = 'Check its name; it is looked for in PATH, after the bin folder of the release.'
    return new AgentError({ code: 'command_missing', message: `there is no command ${file}`, hint, cause })
  }
  const hint = 'Check that it is a program and that this user may run it.'
  return new AgentError({ code: 'command_not_run', message: `${file} cannot be run`, hint, cause })
}
