import type { Command } from 'commander'
import type { CommandRun } from '../invocation.js'

/** Loads a command's code when it is run, not when the program starts. */
type LoadCommand = () => Promise<{ readonly run: CommandRun }>

/** Makes the action of a parsed command out of the code that carries it out. */
export type Launcher = (load: LoadCommand) => (this: Command) => Promise<void>

/** The examples at the end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
}
