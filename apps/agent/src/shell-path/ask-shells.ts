import { runCommand } from '../disk/run-command.js'
import { findShell, type MachinePort, type Shell } from '../machine/index.js'

/** How long a shell may take with its start-up files. */
const LIMIT_MS = 5000
/** What a session has before any start-up file ran. */
const BARE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const MARK = '@goherd@'
const QUESTION = `printf ${MARK}; command -v go; printf ${MARK}; printenv GOROOT; printf ${MARK}`

/** A way to start a shell. A bare `sh -c` reads no file at all: it has the PATH of whoever started it. */
const WAYS: readonly { readonly shell: Shell; readonly login: boolean; readonly args: readonly string[] }[] =
  [
    { shell: 'sh', login: true, args: ['-l', '-c'] },
    { shell: 'bash', login: true, args: ['-l', '-c'] },
    { shell: 'bash', login: false, args: ['-i', '-c'] },
    { shell: 'zsh', login: true, args: ['-l', '-c'] },
    { shell: 'zsh', login: false, args: ['-c'] },
    { shell: 'fish', login: true, args: ['-l', '-c'] },
    { shell: 'fish', login: false, args: ['-c'] },
  ]

/** What a shell that was really started says. */
export interface ShellAnswer {
  readonly shell: Shell
  readonly login: boolean
  /** What `go` is there; null for nothing. */
  readonly go: string | null
  /** The value of an exported GOROOT; null when there is none. */
  readonly goroot: string | null
  /** Why it could not be asked; null when it answered. */
  readonly trouble: string | null
}

export interface AskOptions {
  readonly home: string
  readonly user: string
  readonly shells: readonly Shell[]
}

/** Starts every shell of the machine, login and not, as a fresh session of this user would, and asks it for its `go`. */
export async function askShells(port: MachinePort, o: AskOptions): Promise<ShellAnswer[]> {
  const answers: ShellAnswer[] = []
  for (const way of WAYS) {
    if (!o.shells.includes(way.shell)) continue
    const program = findShell(port, way.shell)
    if (program !== undefined) answers.push(await ask(program, way, o))
  }
  return answers
}

async function ask(program: string, way: (typeof WAYS)[number], o: AskOptions): Promise<ShellAnswer> {
  const end = await runCommand({
    file: program,
    // The same words in all four shells. A start-up file may print something: only what stands between the marks counts.
    args: [...way.args, QUESTION],
    cwd: o.home,
    env: { HOME: o.home, USER: o.user, LOGNAME: o.user, SHELL: program, TERM: 'dumb', PATH: BARE_PATH },
    timeoutMs: LIMIT_MS,
    signal: new AbortController().signal,
  })
  const { shell, login } = way
  const silent = { shell, login, go: null, goroot: null }
  switch (end.kind) {
    case 'not-started':
      return { ...silent, trouble: `it could not be started: ${end.cause.message}` }
    case 'timed-out':
      return { ...silent, trouble: `its start-up files took longer than ${LIMIT_MS / 1000} s` }
    case 'killed':
      return { ...silent, trouble: `it was ended by ${end.by}` }
    case 'exited': {
      const [, go, goroot] = end.stdout.split(MARK)
      if (go === undefined || goroot === undefined)
        return { ...silent, trouble: `its start-up files ended it with status ${end.status}` }
      return { ...silent, go: go.trim() || null, goroot: goroot.trim() || null, trouble: null }
    }
  }
}
