import { runCommand } from '../disk/run-command.js'
import { shellKind } from '../machine/index.js'
import type { HostUser } from './host-users.js'
import { SESSION_PATH } from './session-path.js'

/** How long a shell may take with its start-up files. */
const LIMIT_MS = 5000
const MARK = '@goherd@'
/**
 * The same words in every shell. A start-up file may print something: only what stands between the marks counts. It may break
 * PATH as well, so that `env` is called by its full name.
 */
const QUESTION = `printf ${MARK}; command -v go; printf ${MARK}; /usr/bin/env; printf ${MARK}`

/** What a shell, really started, has. */
export interface Session {
  /** What `command -v go` said; empty for nothing. */
  readonly go: string
  /** Its environment. It never leaves this process whole. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * Starts a user's own shell as a fresh session would, with nothing inherited, and asks it for its `go` and its environment.
 * undefined where there is no such session: no known shell, one that reads no file, or one that does not answer in time.
 */
export async function askShell(
  user: HostUser,
  how: 'login-shell' | 'shell',
  signal: AbortSignal,
): Promise<Session | undefined> {
  const args = user.shell === null ? undefined : argumentsOf(user.shell, how)
  if (user.shell === null || args === undefined) return undefined
  const end = await runCommand({
    file: user.shell,
    args: [...args, QUESTION],
    cwd: '/',
    env: {
      HOME: user.home,
      USER: user.name,
      LOGNAME: user.name,
      SHELL: user.shell,
      TERM: 'dumb',
      PATH: SESSION_PATH,
    },
    timeoutMs: LIMIT_MS,
    signal,
    ...(user.as === null ? {} : { as: user.as }),
  })
  if (end.kind !== 'exited') return undefined
  const [, go, env] = end.stdout.split(MARK)
  return go === undefined || env === undefined ? undefined : { go: go.trim(), env: parseEnv(env) }
}

/** A `sh` that is no login shell reads no file: it has the environment of whoever started it, and tells nothing. */
function argumentsOf(shell: string, how: 'login-shell' | 'shell'): readonly string[] | undefined {
  switch (shellKind(shell)) {
    case 'bash':
      return how === 'login-shell' ? ['-l', '-c'] : ['-i', '-c']
    case 'zsh':
    case 'fish':
      return how === 'login-shell' ? ['-l', '-c'] : ['-c']
    case 'sh':
      return how === 'login-shell' ? ['-l', '-c'] : undefined
    case undefined:
      return undefined
  }
}

/** Later lines of a value with line breaks are no assignments of their own, unless they look like one. */
function parseEnv(text: string): Record<string, string> {
  const env: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined) env[match[1]] = match[2]
  }
  return env
}
