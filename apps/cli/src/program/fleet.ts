import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** status, drift, releases, lift, audit: the fleet as a whole. */
export function addFleet(program: Command, launch: Launcher): void {
  program
    .command('status')
    .description('the fleet at a glance')
    .option('--watch', 'again at every change, until Ctrl-C or --timeout')
    .addHelpText(
      'after',
      examples('goherd status', 'goherd status --json | jq .hosts', 'goherd status --watch'),
    )
    .action(launch(() => import('../commands/status.js')))
  program
    .command('drift')
    .description('hosts that differ from what they were assigned; exit code 3 when there are any')
    .option('--explain <host>', 'expected, found and reason for one host')
    .option('-q, --query <query>', "only among these hosts, such as 'label.env=prod'")
    .addHelpText(
      'after',
      examples('goherd drift', 'goherd drift --explain ci-1', 'goherd drift --json --quiet'),
    )
    .action(launch(() => import('../commands/drift.js')))
  program
    .command('lift')
    .description('end a freeze')
    .option('--reason <text>', 'why, for the audit log', '')
    .addHelpText('after', examples('goherd lift --reason "go1.22.12 is fixed"'))
    .action(launch(() => import('../commands/lift.js')))
  program
    .command('freeze')
    .description('nothing new starts until somebody lifts it; rollbacks still go')
    .requiredOption('--reason <text>', 'why, for everybody to see')
    .addHelpText('after', examples('goherd freeze --reason "release day of the product"'))
    .action(launch(() => import('../commands/freeze.js')))
  addReleases(program, launch)
  addAudit(program, launch)
}

function addReleases(program: Command, launch: Launcher): void {
  const releases = program.command('releases').description('the Go releases the server knows')
  releases
    .command('ls')
    .description('the catalogue, newest first')
    .addHelpText('after', examples('goherd releases ls', "goherd releases ls --json | jq -r '.[].release'"))
    .action(launch(() => import('../commands/releases-ls.js')))
  releases
    .command('sync')
    .description('read the catalogue from its source again')
    .addHelpText('after', examples('goherd releases sync'))
    .action(launch(() => import('../commands/releases-sync.js')))
  releases
    .command('recall')
    .description('nothing goes to this release until the recall is lifted or expires')
    .argument('<release>', 'such as go1.23.5')
    .requiredOption('--reason <text>', 'why')
    .option('--for <duration>', 'how long, such as 30d; left out: until it is lifted')
    .addHelpText('after', examples('goherd releases recall go1.23.5 --reason "miscompiles" --for 30d'))
    .action(launch(() => import('../commands/releases-recall.js')))
  releases
    .command('lift')
    .description('end the recall of a release')
    .argument('<release>', 'such as go1.23.5')
    .option('--reason <text>', 'why', '')
    .addHelpText('after', examples('goherd releases lift go1.23.5 --reason "it was the proxy"'))
    .action(launch(() => import('../commands/releases-lift.js')))
}

function addAudit(program: Command, launch: Launcher): void {
  program
    .command('audit')
    .description('who did what')
    .command('ls')
    .description('the audit log, newest first')
    .option('--target <target>', 'only about this, such as group:build or host:ci-1')
    .option('--limit <n>', 'at most so many entries')
    .option('--before <id>', 'only entries older than this one')
    .addHelpText('after', examples('goherd audit ls', 'goherd audit ls --target group:build --limit 20'))
    .action(launch(() => import('../commands/audit-ls.js')))
}
