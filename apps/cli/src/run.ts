import { type Command, CommanderError } from 'commander'
import { asFailure, type CliFailure, usageFailure } from './cli-failure.js'
import type { Exit } from './exit-codes.js'
import { globalsOfRawArguments, readGlobals } from './globals.js'
import type { Surroundings } from './invocation.js'
import { createOutput, type OutputStream } from './output.js'
import type { Launcher } from './program/launcher.js'
import { createProgram } from './program/program.js'

/** Everything of the process that a command line touches. */
export interface Process extends Surroundings {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
}

/** Runs one command line (without node and script) to its end and answers how it ended. Prints its failure, throws nothing. */
export async function runCommandLine(argv: readonly string[], host: Process): Promise<Exit> {
  let exit: Exit = 'ok'
  const launch: Launcher = (load) =>
    async function () {
      // Not optsWithGlobals: there the options of a command in between (rollback, of rollback get) would win.
      const options: Readonly<Record<string, unknown>> = { ...program.opts(), ...this.opts() }
      const globals = readGlobals(options)
      const output = createOutput(host, globals)
      try {
        const { run } = await load()
        exit = await run({ ...host, args: this.args, options, globals, output, program })
      } finally {
        output.endProgress()
      }
    }
  const program = createProgram(launch, {
    writeOut: (text) => void host.stdout.write(text),
    writeErr: (text) => void host.stderr.write(text),
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exit
  } catch (thrown) {
    const failure =
      thrown instanceof CommanderError ? ofParser(thrown, namedCommand(program, argv)) : asFailure(thrown)
    if (failure === undefined) return exitOfParser(thrown)
    createOutput(host, globalsOfRawArguments(argv)).failure(failure)
    return failure.exit
  }
}

/** `--help` and `--version` end the parsing too, and have printed what was asked; so has a command without its verb. */
function ofParser(error: CommanderError, command: string): CliFailure | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined
  return usageFailure(error.message.replace(/^error: /, '').replace(/\n/g, ' '), `See ${command} --help.`)
}

/** The command that a line names, as far as there is one: `goherd hosts` for `hosts lss`. */
function namedCommand(program: Command, argv: readonly string[]): string {
  let command = program
  let path = program.name()
  for (const word of argv) {
    const next = command.commands.find((known) => known.name() === word)
    if (next === undefined) continue
    command = next
    path += ` ${word}`
  }
  return path
}

function exitOfParser(thrown: unknown): Exit {
  return thrown instanceof CommanderError && thrown.exitCode !== 0 ? 'usage' : 'ok'
}
