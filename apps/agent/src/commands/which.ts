import type { Command } from 'commander'
import { type CommonFlags, carryOut, command } from '../command.js'
import { AgentError } from '../disk/agent-error.js'
import type { Layout } from '../disk/layout.js'
import { type ChosenGo, chooseGo, describeChoice } from '../hints/index.js'
import { sayData, sayError } from '../say.js'

/** Of `which` and `exec`, when a folder wants a release that is not on this host. */
export const NOT_INSTALLED = 3

interface WhichFlags extends CommonFlags {
  readonly dir?: string
}

export const HINT_HELP = `
The nearest folder that asks for a Go decides, up to the home or the top. Within one folder, in this order:
  the toolchain line of go.work, then of go.mod      (these are floors: a newer patch of the line will do)
  .go-version, .tool-versions (golang or go), mise.toml, .mise.toml ([tools] go)
  the go line of go.work, then of go.mod
A go.work further up takes the place of a go.mod, as it does for the go command. A line such as 1.22 means its newest
patch on this host. When nothing asks, it is the active release. Exit code 3: it is not on this host.`

/** `which`: the go that a folder gets. */
export function addWhich(program: Command): void {
  command(program, 'which', 'the go that a folder wants: go.mod, .go-version, .tool-versions, mise.toml')
    .option('--dir <dir>', 'the folder (default: this one)')
    .addHelpText('after', HINT_HELP)
    .action((flags: WhichFlags) =>
      carryOut(flags, (layout, json) => whichCommand(layout, flags.dir ?? process.cwd(), json)),
    )
}

/** Prints the path of a folder's go on stdout and why on stderr; exit code 3 when it is not installed. */
async function whichCommand(layout: Layout, folder: string, json: boolean): Promise<void> {
  const chosen = chooseGo(layout, folder)
  const { from } = chosen
  const origin = from === null ? null : { file: from.file, line: from.line, asks: from.asks }
  if (chosen.kind === 'here') {
    const { release, path } = chosen
    if (!json) process.stderr.write(`${release}: ${describeChoice(chosen)}\n`)
    sayData(json, { release, path, from: origin, installed: true }, path)
    return
  }
  process.exitCode = NOT_INSTALLED
  if (!json) return sayError(false, notInstalled(layout, chosen))
  const install = installCommandLine(layout, chosen)
  sayData(true, { release: wantedRelease(chosen), path: null, from: origin, installed: false, install }, '')
}

/** What to say when a folder's Go is not there. */
export function notInstalled(layout: Layout, chosen: Extract<ChosenGo, { kind: 'missing' }>): AgentError {
  return new AgentError({
    code: 'release_not_here',
    message:
      chosen.from === null
        ? 'nothing here asks for a release, and none is active on this host'
        : `${describeChoice(chosen)}, which is not on this host`,
    hint: `Install it: ${installCommandLine(layout, chosen)}`,
  })
}

function installCommandLine(layout: Layout, { install }: Extract<ChosenGo, { kind: 'missing' }>): string {
  return `goherd-agent install ${install} --root ${layout.root}`
}

function wantedRelease({ from }: ChosenGo): string | null {
  return from?.want.kind === 'release' ? from.want.release : null
}
