import { Command, CommanderError } from 'commander'
import { type CommonFlags, carryOut, collect, command } from './command.js'
import { addDoctor } from './commands/doctor.js'
import { addEffective } from './commands/effective.js'
import { type EnrollFlags, enrollCommand } from './commands/enroll.js'
import { addExec } from './commands/exec.js'
import { addInstall } from './commands/install.js'
import { addLocal } from './commands/local.js'
import { lsCommand } from './commands/ls.js'
import { lsRemoteCommand, type RemoteFlags } from './commands/ls-remote.js'
import { addOffline } from './commands/offline.js'
import { addPath } from './commands/path.js'
import { type RunFlags, runCommand } from './commands/run.js'
import { addService } from './commands/service.js'
import { statusCommand } from './commands/status.js'
import { addVerify } from './commands/verify.js'
import { addWatch } from './commands/watch.js'
import { addWhich } from './commands/which.js'
import { AGENT_VERSION } from './version.js'

function build(): Command {
  const program = new Command('goherd-agent')
    .description('The Goherd agent of this machine: keeps its Go where its owner wants it.')
    .version(AGENT_VERSION)
    .exitOverride()
  command(program, 'enroll', 'make this machine a host of a server')
    .requiredOption('--server <url>', 'address of the server')
    .option('--token <token>', 'enrollment token (default: GOHERD_TOKEN)')
    .option('--token-file <file>', 'read the enrollment token from a file')
    .option('--name <name>', "the host's name (default: the machine's)")
    .option('--label <key=value>', 'a label; may be given again', collect, [])
    .option(
      '--labels-file <file>',
      'labels, a line key=value each, read at each start (default: /etc/goherd/labels)',
    )
    .option('--labels-command <command>', 'prints such lines; run at each start')
    .action((flags: CommonFlags & EnrollFlags) =>
      carryOut(flags, (layout, json) => enrollCommand(layout, flags, json)),
    )
  command(program, 'run', 'run the agent until it is told to stop')
    .option('--check-user <name>', 'as root: who tries what rollouts ask for (default: nobody)')
    .action((flags: CommonFlags & RunFlags) =>
      carryOut(flags, (layout, json) => runCommand(layout, flags, json)),
    )
  command(program, 'status', 'what this host should have, has, and does').action((flags: CommonFlags) =>
    carryOut(flags, statusCommand),
  )
  command(program, 'ls', 'the releases on this host')
    .option('--remote', 'those that the source offers, newest first')
    .option('--all', 'with --remote: old patch releases and pre-releases, too')
    .option('--source <place>', 'with --remote: an address, a folder, or goproxy:ADDRESS')
    .action((flags: CommonFlags & RemoteFlags & { readonly remote?: boolean }) =>
      carryOut(flags, (layout, json) =>
        flags.remote ? lsRemoteCommand(layout, flags, json) : lsCommand(layout, json),
      ),
    )
  // Families of verbs add themselves: addX(program).
  addInstall(program)
  addLocal(program)
  addVerify(program)
  addOffline(program)
  addEffective(program)
  addWatch(program)
  addPath(program)
  addWhich(program)
  addExec(program)
  addDoctor(program)
  addService(program)
  return program
}

try {
  await build().parseAsync()
} catch (cause) {
  if (!(cause instanceof CommanderError)) throw cause
  // commander has said what was wrong; help and version are no errors.
  process.exitCode = cause.exitCode === 0 ? 0 : 2
}
