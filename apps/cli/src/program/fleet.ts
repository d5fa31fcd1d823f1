import { type Command, Option } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** status, drift, releases, lift, audit: the fleet as a whole. */
export function addFleet(program: Command, launch: Launcher): void {
  program
    .command('status')
    .description('the fleet on one screen: how many match, what needs attention, rollouts, releases, groups')
    .option('--watch', 'drawn again at every change, until Ctrl-C or --timeout; a line for each elsewhere')
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
  const audit = program.command('audit').description('who did what')
  withAuditFilter(audit.command('ls').description('the audit log, newest first'))
    .option('--limit <n>', 'at most so many entries, up to 500')
    .option('--before <id>', 'only entries older than this one')
    .option('--all', 'every page')
    .addHelpText(
      'after',
      examples(
        'goherd audit ls',
        'goherd audit ls --target group:build --limit 20',
        "goherd audit ls --actor ada --action rollback --since 7d --search 'miscompiles' --all",
      ),
    )
    .action(launch(() => import('../commands/audit-ls.js')))
  audit
    .command('verify')
    .description('whether an entry was changed or taken away since it was written; exit code 3 when one was')
    .addHelpText('after', examples('goherd audit verify', 'goherd audit verify --json | jq -r .head'))
    .action(launch(() => import('../commands/audit-verify.js')))
  withAuditFilter(
    audit.command('export').description('the audit log as a file, oldest first: a line for each entry'),
  )
    .addOption(new Option('--format <form>', 'ndjson by default').choices(['ndjson', 'csv']))
    .option('-o, --output <file>', 'write it there; left out: to stdout')
    .addHelpText(
      'after',
      examples(
        'goherd audit export --since 30d -o audit.ndjson',
        'goherd audit export --format csv > audit.csv',
      ),
    )
    .action(launch(() => import('../commands/audit-export.js')))
}

function withAuditFilter(command: Command): Command {
  return command
    .option('--target <target>', 'only about this, such as group:build or host:ci-1')
    .option('--actor <who>', 'only by this person, token or part of the server')
    .option('--action <action>', 'only this action, such as rollback.start, or its noun: rollback')
    .option('--outcome <outcome>', 'only done, refused or failed')
    .option('--search <words>', 'only where each of these words occurs')
    .option('--since <time>', 'only from then on: 2d ago, or 2026-05-04T10:00Z')
    .option('--until <time>', 'only until then')
}
