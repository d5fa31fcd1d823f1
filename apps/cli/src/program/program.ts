import { Command } from 'commander'
import { VERSION } from '../version.js'
import { addAccess } from './access.js'
import { addDrills } from './drills.js'
import { addFleet } from './fleet.js'
import { addFleetFile } from './fleet-file.js'
import { addGroups } from './groups.js'
import { addHosts } from './hosts.js'
import { examples, type Launcher } from './launcher.js'
import { addMachine } from './machine.js'
import { addRollback } from './rollback.js'
import { addRollouts } from './rollouts.js'
import { addWebhooks } from './webhooks.js'

const EXIT_CODE_HELP = `
Exit codes: 0 ok, 1 error, 2 usage, 3 drift or diff, 4 rollout or rollback failed, 5 waiting for approval,
6 not allowed, 7 the plan no longer holds, 124 timeout, 130 interrupted.
Server: --context, else GOHERD_SERVER and GOHERD_TOKEN, else the current context, else cli.json in GOHERD_DATA.
`

/** Where a parser's own words go. */
export interface ParserStreams {
  readonly writeOut: (text: string) => void
  readonly writeErr: (text: string) => void
}

/** The whole command line. Parsing errors are thrown, never printed: the caller prints them like every other failure. */
export function createProgram(launch: Launcher, streams: ParserStreams): Command {
  const program = new Command('goherd')
    .description(
      'Keeps the Go toolchain of a whole fleet where its owner wants it, and takes it back in seconds.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({ ...streams, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .option('--json', 'data as JSON on stdout, errors as JSON on stderr')
    .option('--quiet', 'no notes and no progress')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .option('--no-input', 'never ask')
    .option('--timeout <duration>', 'the longest it may take, such as 30s or 10m')
    .option('--context <name>', 'the server to talk to, by the name it was logged in with')
    .option('--verbose', 'say which server is used, and where that was found')
    .addHelpText('after', examples('goherd status', 'goherd groups set build --go 1.22', 'goherd drift'))
    .addHelpText('after', EXIT_CODE_HELP)
  addFleet(program, launch)
  addHosts(program, launch)
  addGroups(program, launch)
  addRollouts(program, launch)
  addRollback(program, launch)
  addDrills(program, launch)
  addFleetFile(program, launch)
  addWebhooks(program, launch)
  addAccess(program, launch)
  addMachine(program, launch)
  return program
}
