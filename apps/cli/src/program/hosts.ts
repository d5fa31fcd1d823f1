import type { Command } from 'commander'
import { examples, type Launcher } from './launcher.js'

/** hosts: the machines. */
export function addHosts(program: Command, launch: Launcher): void {
  const hosts = program.command('hosts').description('the machines')
  hosts
    .command('ls')
    .description('list hosts')
    .option('--group <name>', 'only this group')
    .option('--state <state>', 'only in-sync, updating, drifted, failed, offline or unmanaged')
    .option('--search <text>', 'only names that contain this')
    .option('-q, --query <query>', "only these, such as 'state:drifted go:<1.24 label.env=prod'")
    .addHelpText('after', examples('goherd hosts ls', "goherd hosts ls -q 'state:drifted,failed group:ci-*'"))
    .action(launch(() => import('../commands/hosts-ls.js')))
  hosts
    .command('get')
    .description('everything about one host: wanted and actual Go, why drift, snapshots')
    .argument('<name>', 'the host')
    .addHelpText('after', examples('goherd hosts get ci-1', 'goherd hosts get ci-1 --json | jq .observed'))
    .action(launch(() => import('../commands/hosts-get.js')))
  hosts
    .command('logs')
    .description('what happened on a host')
    .argument('<name>', 'the host')
    .addHelpText('after', examples('goherd hosts logs ci-1'))
    .action(launch(() => import('../commands/hosts-logs.js')))
  hosts
    .command('recheck')
    .description('have hosts look at their disks now')
    .argument('[names...]', 'the hosts')
    .option('-q, --query <query>', 'the hosts that fit')
    .option('--no-bytes', 'link and settings only, without hashing every file')
    .addHelpText(
      'after',
      examples('goherd hosts recheck ci-1', "goherd hosts recheck -q 'state:drifted' --no-bytes"),
    )
    .action(launch(() => import('../commands/hosts-recheck.js')))
  hosts
    .command('label')
    .description('set labels of hosts, or take them away; they count more than what a host says of itself')
    .argument('<words...>', 'hosts, and KEY=VALUE to set or KEY- to take away')
    .option('-q, --query <query>', 'the hosts that fit')
    .addHelpText(
      'after',
      examples('goherd hosts label ci-1 env=prod rack-', "goherd hosts label team=core -q 'group:ci-*'"),
    )
    .action(launch(() => import('../commands/hosts-label.js')))
  hosts
    .command('rm')
    .description('forget hosts; their agents are refused from then on, nothing on their disks changes')
    .argument('[names...]', 'the hosts')
    .option('-q, --query <query>', 'the hosts that fit')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--yes', 'without asking')
    .addHelpText(
      'after',
      examples('goherd hosts rm ci-9 --reason scrapped', "goherd hosts rm -q 'seen:>30d' --reason scrapped"),
    )
    .action(launch(() => import('../commands/hosts-rm.js')))
  hosts
    .command('rollback')
    .description('take one host to one of its own snapshots')
    .argument('<name>', 'the host')
    .requiredOption('--to <snapshot>', 'the snapshot, as goherd hosts get lists them')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--wait', 'until the host has done it')
    .addHelpText('after', examples('goherd hosts rollback ci-1 --to 01J9ZK --reason "bisecting" --wait'))
    .action(launch(() => import('../commands/hosts-rollback.js')))
}
