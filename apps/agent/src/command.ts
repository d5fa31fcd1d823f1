import type { Command } from 'commander'
import { AgentError } from './disk/agent-error.js'
import type { Layout } from './disk/layout.js'
import { rootFolder } from './root-folder.js'
import { sayError } from './say.js'

/** The flags every verb has. */
export interface CommonFlags {
  readonly root?: string
  readonly json?: boolean
}

/** Adds a verb with the flags every verb has. */
export function command(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option(
      '--root <dir>',
      "the agent's folder (default: GOHERD_ROOT, /var/lib/goherd, ~/.local/share/goherd)",
    )
    .option('--json', 'data and errors as JSON')
}

/** Runs one verb and turns what it throws into an error on stderr and exit code 1, or 130 when it was broken off. */
export async function carryOut(
  flags: CommonFlags,
  verb: (layout: Layout, json: boolean) => Promise<void>,
): Promise<void> {
  const json = flags.json ?? false
  try {
    await verb(rootFolder(flags.root), json)
  } catch (cause) {
    sayError(json, cause)
    process.exitCode = AgentError.from(cause).code === 'interrupted' ? 130 : 1
  }
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
