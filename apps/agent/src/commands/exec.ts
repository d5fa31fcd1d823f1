import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import { errnoOf } from '../disk/errno.js'
import type { Layout } from '../disk/layout.js'
import { type ChosenGo, chooseGo, exitCodeOf, runWith, userEnvFile } from '../hints/index.js'
import { sayError } from '../say.js'
import { HINT_HELP, NOT_INSTALLED, notInstalled } from './which.js'

interface ExecFlags extends CommonFlags {
  readonly dir?: string
  readonly install?: boolean
}

/** `exec`: runs a command with the Go that a folder wants. */
export function addExec(program: Command): void {
  command(
    program,
    'exec <command...>',
    'run a command with the go that a folder wants: exec -- go build ./...',
  )
    .option('--dir <dir>', 'the folder whose files say which Go (default: this one)')
    .option('--install', 'install the release first when it is not here')
    .addHelpText('after', HINT_HELP)
    .action((words: readonly string[], flags: ExecFlags) =>
      carryOut(flags, (layout, json) => execCommand(layout, { words, flags, json })),
    )
}

interface Asked {
  readonly words: readonly string[]
  readonly flags: ExecFlags
  readonly json: boolean
}

/** Ends with the command's own exit code, or by the signal that ended it. No lock is held while it runs. */
async function execCommand(layout: Layout, { words, flags, json }: Asked): Promise<void> {
  const folder = flags.dir ?? process.cwd()
  const chosen = await chosenOrInstalled(layout, folder, flags.install ?? false)
  if (chosen.kind === 'missing') {
    sayError(json, notInstalled(layout, chosen))
    process.exitCode = NOT_INSTALLED
    return
  }
  const [file = '', ...args] = words
  const bin = join(layout.current, 'bin')
  try {
    const end = await runWith({
      file,
      args,
      go: chosen.path,
      bin,
      env: process.env,
      hasOwnToolchain: setsToolchain(),
    })
    process.exitCode = exitCodeOf(end)
    // Whoever started this sees what the command saw: ended by a signal, not by a number.
    if (end.kind === 'killed') process.kill(process.pid, end.by)
  } catch (cause) {
    if (!(cause instanceof AgentError)) throw cause
    sayError(json, cause)
    process.exitCode = exitCodeOf(cause)
  }
}

async function chosenOrInstalled(layout: Layout, folder: string, install: boolean): Promise<ChosenGo> {
  const chosen = chooseGo(layout, folder)
  if (chosen.kind === 'here' || !install) return chosen
  await installFirst(layout, chosen.install)
  return chooseGo(layout, folder)
}

/** The install verb itself, in a process of its own: what it prints as data is progress here. */
function installFirst(layout: Layout, asked: string): Promise<void> {
  const script = process.argv[1] ?? ''
  const args = [...process.execArgv, script, 'install', asked, '--root', layout.root, '--no-path']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 2, 2] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status) => (status === 0 ? resolve() : reject(notInstalledAfterAll(asked))))
  })
}

function notInstalledAfterAll(asked: string): AgentError {
  return new AgentError({
    code: 'install_failed',
    message: `${asked} could not be installed`,
    hint: `The lines above say why. Try it by itself: goherd-agent install ${asked}`,
  })
}

/** Whether the user's own `go env -w` says which toolchain: that outranks what a command is given here. */
function setsToolchain(): boolean {
  const file = userEnvFile({ os: platform(), home: homedir(), env: process.env })
  if (file === undefined) return false
  try {
    return /^GOTOOLCHAIN=/m.test(readFileSync(file, 'utf8'))
  } catch (cause) {
    if (errnoOf(cause) !== undefined) return false
    throw cause
  }
}
