import { Command, CommanderError } from 'commander'
import { type CommonFlags, carryOut, collect, command } from './command.js'
import { type EnrollFlags, enrollCommand } from './commands/enroll.js'
import { lsCommand } from './commands/ls.js'
import { rollbackCommand } from './commands/rollback.js'
import { runCommand } from './commands/run.js'
import { snapshotsCommand } from './commands/snapshots.js'
import { statusCommand } from './commands/status.js'
import { useCommand } from './commands/use.js'
import { AGENT_VERSION } from './version.js'

function build(): Command {
  const program = new Command('goherd-agent')
    .description('The Goherd agent of this machine: keeps its Go where its owner wants it.')
    .version(AGENT_VERSION)
    .exitOverride()
  command(program, 'enroll', 'make this machine a host of a server')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--token <token>', 'enrollment token')
    .option('--name <name>', "the host's name (default: the machine's)")
    .option('--label <key=value>', 'a label; may be given again', collect, [])
    .action((flags: CommonFlags & EnrollFlags) =>
      carryOut(flags, (layout, json) => enrollCommand(layout, flags, json)),
    )
  command(program, 'run', 'run the agent until it is told to stop').action((flags: CommonFlags) =>
    carryOut(flags, runCommand),
  )
  command(program, 'status', 'what this host should have, has, and does').action((flags: CommonFlags) =>
    carryOut(flags, statusCommand),
  )
  command(program, 'ls', 'the releases on this host').action((flags: CommonFlags) =>
    carryOut(flags, lsCommand),
  )
  command(program, 'use <version>', 'make a release of this host the active one').action(
    (version: string, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => useCommand(layout, version, json)),
  )
  command(program, 'rollback [snapshot]', 'go back to a snapshot, by default the newest that differs').action(
    (snapshot: string | undefined, flags: CommonFlags) =>
      carryOut(flags, (layout, json) => rollbackCommand(layout, snapshot, json)),
  )
  command(program, 'snapshots', 'the states this host could go back to').action((flags: CommonFlags) =>
    carryOut(flags, snapshotsCommand),
  )
  // Families of verbs add themselves: addX(program).
  return program
}

try {
  await build().parseAsync()
} catch (cause) {
  if (!(cause instanceof CommanderError)) throw cause
  // commander has said what was wrong; help and version are no errors.
  process.exitCode = cause.exitCode === 0 ? 0 : 2
}
