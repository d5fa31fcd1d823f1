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
    .addHelpText('after', examples('goherd hosts ls', 'goherd hosts ls --group build --state drifted'))
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
    .description('have a host look at its disk now')
    .argument('<name>', 'the host')
    .option('--no-bytes', 'link and settings only, without hashing every file')
    .addHelpText('after', examples('goherd hosts recheck ci-1', 'goherd hosts recheck ci-1 --no-bytes'))
    .action(launch(() => import('../commands/hosts-recheck.js')))
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
