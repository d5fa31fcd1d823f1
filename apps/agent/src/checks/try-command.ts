import type { CheckResult } from '@goherd/protocol'
import { type CommandEnd, runCommand } from '../disk/run-command.js'
import type { Place } from './place.js'
import { Unable } from './unable.js'

const MAX_OUTPUT = 4_000
/** Builds of the host come first. */
const NICE = 10

/** How one command of a check ended, as it is reported. */
export type Tried = Extract<CheckResult, { kind: 'smoke' }>['ran']

/** What the commands of one check share. */
export interface Trial {
  readonly place: Place
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds since 1970 by which all of it has to end. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** Runs one command of a check; what it printed on stdout comes besides. Throws Unable when it cannot be started. */
export async function tryCommand(
  trial: Trial,
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<Tried & { readonly stdout: string }> {
  const { place, env, deadline, signal } = trial
  const timeoutMs = Math.max(1, deadline - Date.now())
  const as = place.as === undefined ? {} : { as: place.as }
  // What it leaves running would go on beside the builds of this host.
  const end = await runCommand({ file, args, cwd, env, timeoutMs, signal, nice: NICE, ...as, alone: true })
  if (end.kind === 'not-started') {
    throw new Unable('not_started', `${file} could not be started: ${end.cause.message}`)
  }
  const exitCode = end.kind === 'exited' ? end.status : null
  return { exitCode, ms: end.durationMs, output: tail(end), stdout: end.stdout }
}

function tail(end: Exclude<CommandEnd, { kind: 'not-started' }>): string {
  const how = end.kind === 'timed-out' ? 'it did not end in time\n' : ''
  return `${end.stdout}${end.stderr}${how}`.slice(-MAX_OUTPUT)
}
