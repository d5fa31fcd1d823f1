import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import { runCommand } from '../disk/run-command.js'
import { type Labels, parseLabels } from './parse-labels.js'

const COMMAND_MS = 10_000

/** Where a host's labels come from. What is given by hand is stronger than the file, and the file than the command. */
export interface LabelSources {
  readonly given: Labels
  /** null: the default file, which need not be there. */
  readonly file: string | null
  /** A line for the shell; it prints labels. null: none. */
  readonly command: string | null
}

/** The file that is read where none was named. */
function defaultLabelsFile(uid = process.getuid?.()): string {
  return uid === 0 ? '/etc/goherd/labels' : join(homedir(), '.config', 'goherd', 'labels')
}

/**
 * The labels of this host as they are now. Throws `bad_labels`, `labels_file_missing` and `labels_command_failed`; the command has
 * ten seconds and 64 KiB.
 */
export async function findLabels(
  { given, file, command }: LabelSources,
  defaultFile = defaultLabelsFile(),
): Promise<Labels> {
  const [told, written] = await Promise.all([
    command === null ? {} : fromCommand(command),
    file === null ? fromFile(defaultFile, {}) : fromFile(file, undefined),
  ])
  return { ...told, ...written, ...given }
}

async function fromFile(path: string, otherwise: Labels | undefined): Promise<Labels> {
  try {
    return parseLabels(await readFile(path, 'utf8'), path)
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw AgentError.from(cause)
    if (otherwise !== undefined) return otherwise
    throw new AgentError({
      code: 'labels_file_missing',
      message: `there is no file ${path}`,
      hint: 'Make it, or enroll without --labels-file.',
      cause,
    })
  }
}

async function fromCommand(command: string): Promise<Labels> {
  const isWindows = process.platform === 'win32'
  const end = await runCommand({
    file: isWindows ? 'cmd.exe' : '/bin/sh',
    args: isWindows ? ['/d', '/s', '/c', command] : ['-c', command],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', HOME: homedir() },
    timeoutMs: COMMAND_MS,
    signal: new AbortController().signal,
  })
  if (end.kind === 'exited' && end.status === 0) return parseLabels(end.stdout, `what \`${command}\` printed`)
  const outcome =
    end.kind === 'exited'
      ? `ended with ${end.status}`
      : end.kind === 'timed-out'
        ? `did not end within ${COMMAND_MS / 1000} s`
        : end.kind === 'killed'
          ? `was ended by ${end.by}`
          : 'could not be started'
  const said = end.kind === 'not-started' ? end.cause : end.stderr === '' ? undefined : new Error(end.stderr)
  throw new AgentError({
    code: 'labels_command_failed',
    message: `the labels command \`${command}\` ${outcome}`,
    hint: 'Run it by hand as the agent’s user; it must print lines key=value and end with 0.',
    cause: said,
  })
}
